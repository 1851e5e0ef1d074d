// Asks the served model. Pieces arrive as it writes them; the gateway's signature comes with the last one.
import type { Address } from 'viem'
import { type ChatRequest, type Chunk, type OpenAIProblem, problemOf, send } from '../api'
import type { Message, SignedAnswer } from '../content'

export interface ChatOptions {
  messages: Message[]
  key: Address
  temperature?: number
  seed?: number
  onPiece: (text: string) => void
}

export async function streamChat({ messages, key, onPiece, ...more }: ChatOptions): Promise<Message> {
  const asked = messages.map(({ role, content }) => ({ role, content }))
  const request: ChatRequest = { messages: asked, stream: true, kula: { key }, max_tokens: 160, ...more }
  const answer = await send('/v1/chat/completions', request)
  if (!answer.ok || !answer.body) throw await problemOf(answer)
  let text = ''
  let signed: SignedAnswer | undefined
  for await (const chunk of chunks(answer.body)) {
    if ('error' in chunk) throw new Error((chunk as unknown as OpenAIProblem).error.message)
    const choice = chunk.choices[0]
    const piece = choice?.delta.content
    if (piece) {
      text += piece
      onPiece(text)
    }
    signed = choice?.kula?.answer ?? signed
  }
  return { role: 'assistant', content: text, ...(signed ? { answer: signed } : {}) }
}

async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Chunk> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>)
    .getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const events = (rest + value).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) yield* parseEvent(event)
  }
}

export function* parseEvent(event: string): Generator<Chunk> {
  for (const line of event.split('\n')) {
    const data = line.startsWith('data: ') ? line.slice(6) : ''
    if (data && data !== '[DONE]') yield JSON.parse(data) as Chunk
  }
}
