// Keeps those signed answers of a content that are good for one session key. A record with any other is refused as a whole.
import { type Address, toHex } from 'viem'
import { canonicalBytes, type Json } from '../../canonical.ts'
import {
  type Content,
  type Correction,
  correctedTurn,
  type Message,
  mostBytes,
  mostCorrections,
  type SignedAnswer,
} from '../../content.ts'
import type { Network, PostRecord } from '../../shapes.ts'
import { verifyAnswer } from '../../streams/verifyAnswer.ts'

/** Turns that come from one of the person's `corrections`, which were signed for this key, get its proof. */
export async function keepSigned(
  network: Network,
  content: Content,
  key: Address,
  corrections: PostRecord[] = [],
): Promise<Content> {
  const isGood = (messages: Message[]) =>
    verifyAnswer(network, messages, key).then(
      () => true,
      () => false,
    )
  if (content.kind === 'preference') {
    const kept = { ...content }
    for (const side of ['a', 'b'] as const) {
      const answer = content[`${side}_answer`] as SignedAnswer | undefined
      const turn: Message = { role: 'assistant', content: String(content[side]), ...(answer ? { answer } : {}) }
      const talk = [...(content.prompt as unknown as Message[]), turn]
      if (answer && !(await isGood(talk))) delete kept[`${side}_answer`]
    }
    return kept
  }
  const messages = content.messages as unknown as Message[]
  const kept: Message[] = []
  for (const [place, message] of messages.entries()) {
    const { role, content: text, answer } = message
    const correction = message.correction ?? proofOf(kept, message, corrections)
    const signed = answer ? message : correction && { role, content: correction.content, answer: correction.answer }
    const proven = correction ? { role, content: text, correction } : message
    const isKept = !signed || ((await isGood([...kept, signed])) && hasRoom(content, [...kept, proven], place))
    kept.push(isKept ? proven : { role, content: text })
  }
  return { ...content, messages: kept as unknown as Json }
}

// What proves that a turn comes from one of the person's corrections: of the same talk, and with the same words.
function proofOf(before: Message[], turn: Message, corrections: PostRecord[]): Correction | undefined {
  if (turn.role !== 'assistant' || turn.answer || turn.written_by) return undefined
  const isSame = ({ content }: PostRecord) =>
    content.corrected === turn.content && same((content.messages as Message[]).slice(0, -1), before)
  const proving = corrections.find(isSame)
  return proving && correctedTurn(proving).correction
}

function same(a: Message[], b: Message[]): boolean {
  return toHex(canonicalBytes(a as unknown as Json)) === toHex(canonicalBytes(b as unknown as Json))
}

function hasRoom(content: Content, kept: Message[], place: number): boolean {
  if (!kept.at(-1)?.correction) return true
  const rest = (content.messages as unknown as Message[]).slice(place + 1)
  const messages = [...kept, ...rest] as unknown as Json
  const isSmall = canonicalBytes({ ...content, messages }).length <= mostBytes
  return isSmall && kept.filter(({ correction }) => correction).length <= mostCorrections
}
