// Asks for things to do. Nobody else gets them while this key holds them.

import type { Address } from 'viem'
import { type Client, getFrom } from '../../http.ts'
import type { Task, Tasks } from '../../shapes.ts'

export async function listTasks(client: Client, key: Address, most = 3): Promise<Task[]> {
  return (await heldTasks(client, key, most)).tasks
}

/** What a key holds, and how many tasks of each kind nobody holds. */
export function heldTasks(client: Client, key: Address, most = 3): Promise<Tasks> {
  return getFrom(client, `/v1/tasks?key=${key}&most=${most}`)
}
