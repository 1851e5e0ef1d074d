// Ends a stream on which nothing comes any more. Gateways send a comment every 15 s while they have nothing to say.
import { within } from '../http.ts'

/** After so many seconds without a byte a gateway counts as gone. */
export const quiet = { seconds: 45 }

/** The same bytes. When nothing comes any more the stream fails with Stalled, and its connection is closed. */
export function watched(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await within(reader.read(), quiet.seconds, () => void reader.cancel().catch(() => 0))
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
