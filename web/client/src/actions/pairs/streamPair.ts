// Has a talk answered twice, blind. The gateway commits to what stands behind the answers before the first word.

import type { Address, Hex } from 'viem'
import type { Message } from '../../content.ts'
import { type Client, problemOf, sendTo } from '../../http.ts'
import type { PairOffer } from '../../shapes.ts'
import { readOn } from '../../streams/readOn.ts'
import { type PairListener, readPair, type StreamedPair } from '../../streams/readPair.ts'
import { resumePair } from './resumePair.ts'

export interface PairOptions extends PairListener {
  messages: Message[]
  key: Address
  maxTokens?: number
}

/** Reads on what breaks off. Rejects if both answers do not become whole, or on abort. */
export async function streamPair(client: Client, options: PairOptions): Promise<StreamedPair> {
  const { messages, key, maxTokens = 256, signal } = options
  const asked = messages.map(({ role, content }) => ({ role, content }))
  const answer = await sendTo(client, '/v1/pairs', { messages: asked, key, max_tokens: maxTokens }, signal)
  const { ok, body } = answer
  if (!ok || !body) throw await problemOf(answer)
  let offered: PairOffer | undefined
  const shown = { a: 0, b: 0 }
  const listener: PairListener = {
    ...options,
    onOffer: (offer) => {
      if (!offered) options.onOffer(offer)
      offered ??= offer
    },
    onPiece: (side, text) => {
      if (text.length <= shown[side]) return
      shown[side] = text.length
      options.onPiece(side, text)
    },
  }
  const again = () => (offered ? () => resumePair(client, offered?.pair as Hex, listener) : undefined)
  return readOn(() => readPair(body, listener), again, undefined, signal)
}
