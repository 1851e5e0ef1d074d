// Asks for things to do. Nobody else gets them while this key holds them.

import type { Address } from 'viem'
import { type Client, getFrom } from '../../http.ts'
import type { Task } from '../../shapes.ts'

export async function listTasks(client: Client, key: Address, most = 3): Promise<Task[]> {
  return (await getFrom<{ tasks: Task[] }>(client, `/v1/tasks?key=${key}&most=${most}`)).tasks
}
