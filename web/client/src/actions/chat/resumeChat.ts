// Reads an answer again from its beginning, while it is written or for some minutes afterwards.
import { type Client, problemOf, reach } from '../../http.ts'
import { type Listener, readAnswer, type Streamed } from '../../streams/readAnswer.ts'

/** Rejects with Problem `not-found` if the gateway has forgotten the answer. */
export async function resumeChat(client: Client, id: string, listener: Listener): Promise<Streamed> {
  const { signal } = listener
  const path = `${client.url}/v1/chat/completions/${encodeURIComponent(id)}`
  const answer = await reach(() => fetch(path, signal ? { signal } : undefined))
  if (!answer.ok || !answer.body) throw await problemOf(answer)
  return readAnswer(answer.body, listener)
}
