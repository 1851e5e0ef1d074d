// Fetches a public file by its content id from the gateway, and hashes it here: other bytes are a lie, not an answer.

import { BadProof, type Client, problemOf, reach } from '../../http.ts'
import { hashesTo } from '../../published/cid.ts'

const MOST_BYTES = 2 ** 21

/** Returns the file's bytes. Throws `Problem` if the gateway does not have it, and `BadProof` if it sends another one. */
export async function readPublished(client: Client, cid: string): Promise<Uint8Array> {
  const answer = await reach(() => fetch(`${client.url}/v1/published/${encodeURIComponent(cid)}`))
  if (!answer.ok) throw await problemOf(answer)
  const block = new Uint8Array(await answer.arrayBuffer())
  if (block.length > MOST_BYTES || !hashesTo(cid, block)) throw new BadProof(`other bytes than those of ${cid}`)
  return block
}
