// Has a talk answered twice as `streamPair` does, and reads the pair again where its stream breaks off or goes quiet.
import type { Hex } from 'viem'
import type { Client } from '../../http.ts'
import { readOn } from '../../streams/readOn.ts'
import type { PairListener, StreamedPair } from '../../streams/readPair.ts'
import { resumePair } from './resumePair.ts'
import { type PairOptions, streamPair } from './streamPair.ts'

export function followPair(client: Client, options: PairOptions): Promise<StreamedPair> {
  let pair: Hex | undefined
  const shown = { a: 0, b: 0 }
  const listener: PairListener = {
    ...options,
    onOffer: (offer) => {
      if (!pair) options.onOffer(offer)
      pair ??= offer.pair as Hex
    },
    onPiece: (side, text) => {
      if (text.length <= shown[side]) return
      shown[side] = text.length
      options.onPiece(side, text)
    },
  }
  const again = () => pair && (() => resumePair(client, pair as Hex, listener))
  return readOn(() => streamPair(client, { ...options, ...listener }), again, options.signal)
}
