// Reads the events of a blind pair: the offer, pieces of both answers as they come, and their ends.
import { Problem, Unreachable } from '../http.ts'
import type { PairEvent, PairOffer, Side } from '../shapes.ts'
import { events, type Finish } from './readAnswer.ts'

export interface PairListener {
  signal?: AbortSignal
  onOffer: (offer: PairOffer) => void
  /** The whole text of a side so far. */
  onPiece: (side: Side, text: string) => void
  onPlace?: (place: number) => void
  onEnd?: (side: Side, finish: Finish) => void
}

export interface StreamedPair {
  offer: PairOffer
  a: string
  b: string
}

/** Rejects if the pair breaks off before both answers are whole, or on abort. */
export async function readPair(body: ReadableStream<Uint8Array>, listener: PairListener): Promise<StreamedPair> {
  const streamed: Partial<StreamedPair> & Record<Side, string> = { a: '', b: '' }
  for await (const data of events(body)) {
    if (data === '[DONE]' && streamed.offer) return { ...streamed, offer: streamed.offer }
    const event = JSON.parse(data) as PairEvent
    if (event.problem) throw new Problem(event.problem, 'the pair broke off')
    if (event.offer) {
      streamed.offer = event.offer
      listener.onOffer(event.offer)
    }
    if (event.place) listener.onPlace?.(event.place)
    if (event.side && event.piece) {
      streamed[event.side] += event.piece
      listener.onPiece(event.side, streamed[event.side])
    }
    if (event.side && event.finish_reason) listener.onEnd?.(event.side, event.finish_reason)
  }
  throw new Unreachable('the pair broke off')
}
