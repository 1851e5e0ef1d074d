// Ends a stream on which nothing comes any more. Gateways send a comment every 15 s while they have nothing to say.
import { within } from '../http.ts'

export const quietSeconds = 45

/** The same bytes. After `seconds` without one the stream fails with Stalled, and its connection is closed. */
export function watched(body: ReadableStream<Uint8Array>, seconds = quietSeconds): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await within(reader.read(), seconds, () => void reader.cancel().catch(() => undefined))
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
