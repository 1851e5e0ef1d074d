// Asks for a record's trace. Whoever holds the salt also sees the dataset and the model that it came into.

import type { Hex } from 'viem'
import { type Client, getFrom } from '../../http.ts'
import type { Trace } from '../../shapes.ts'

export function readTrace(client: Client, record: string, salt?: Hex): Promise<Trace> {
  const headers = salt ? { 'kula-salt': salt } : undefined
  return getFrom(client, `/v1/trace/${record}`, undefined, headers)
}
