// What this device's key holds to do. Nobody else gets it meanwhile.
import { listTasks } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { chats } from '../chat/state/chats'
import { gateway } from '../connect/gateway'
import { session } from '../connect/sessions'
import { whole } from '../connect/whole'
import { useObservable } from '../parts/observable'

const MOST = 6
const TASKS = [{ task: '', kind: '', messages: [{ role: '', content: '' }], until: 0 }]

export function useTasks() {
  const key = useObservable(session)?.key
  const begun = useObservable(chats)
  const asked = useQuery({
    queryKey: ['tasks', key],
    enabled: key !== undefined,
    queryFn: () => listTasks(gateway, key ?? '0x', MOST).then(whole(TASKS)),
    staleTime: 0,
  })
  // What was begun here stands among the chats.
  const tasks = (asked.data ?? []).filter(({ task }) => !begun[`task-${task.slice(2, 18)}`])
  return { asked, tasks }
}
