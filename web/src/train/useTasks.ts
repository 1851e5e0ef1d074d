// What this device's key holds to do, and how much more there is. Nobody else gets what it holds meanwhile.
import { heldTasks, type Task } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { chats } from '../chat/state/chats'
import { gateway } from '../connect/gateway'
import { session } from '../connect/sessions'
import { whole } from '../connect/whole'
import { useObservable } from '../parts/observable'
import { maybe } from '../storage/isLike'

const MOST = 6
const TASKS = {
  tasks: [{ task: '', kind: '', messages: [{ role: '', content: '' }], until: 0 }],
  // A gateway of an older version does not count them.
  free: maybe([{ kind: '', count: 0 }]),
}

export function useTasks() {
  const key = useObservable(session)?.key
  const begun = useObservable(chats)
  const asked = useQuery({
    queryKey: ['tasks', key],
    enabled: key !== undefined,
    queryFn: () => heldTasks(gateway, key ?? '0x', MOST).then(whole(TASKS)),
    staleTime: 0,
  })
  // What was begun here stands among the chats.
  const tasks = (asked.data?.tasks ?? []).filter(({ task }) => !begun[`task-${task.slice(2, 18)}`])
  /** Those of a kind that this key can do: its own, and those that nobody holds. */
  const openOf = (kind: Task['kind']): number | null => {
    const free = asked.data?.free
    if (!free) return null
    return tasks.filter((task) => task.kind === kind).length + (free.find((one) => one.kind === kind)?.count ?? 0)
  }
  return { asked, tasks, openOf }
}
