// Asks the served model as `streamChat` does, and reads on by the answer's id where its stream breaks off or goes quiet.
import { type Client, Unreachable } from '../../http.ts'
import type { Listener, Streamed } from '../../streams/readAnswer.ts'
import { readOn } from '../../streams/readOn.ts'
import { resumeChat } from './resumeChat.ts'
import { type ChatOptions, streamChat } from './streamChat.ts'

export function followChat(client: Client, options: ChatOptions): Promise<Streamed> {
  let [id, shown] = ['', 0]
  const listener: Listener = {
    ...options,
    onStart: (one) => {
      if (!id) options.onStart?.(one)
      id = one
    },
    // What is read again is told from where it was.
    onPiece: (text) => {
      if (text.length <= shown) return
      shown = text.length
      options.onPiece?.(text)
    },
  }
  const again = () => id && (() => resumeChat(client, id, listener))
  return readOn(
    () => streamChat(client, { ...options, ...listener }),
    again,
    options.signal,
    ({ finish, problem }) => finish === 'broken' && (problem ?? new Unreachable('the answer broke off')),
  )
}
