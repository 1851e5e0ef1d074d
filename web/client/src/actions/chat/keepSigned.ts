// Keeps those signed answers of a content that are good for one session key. A record with any other is refused as a whole.

import type { Address } from 'viem'
import type { Json } from '../../canonical.ts'
import type { Content, Message, SignedAnswer } from '../../content.ts'
import type { Network } from '../../shapes.ts'
import { verifyAnswer } from './verifyAnswer.ts'

export async function keepSigned(network: Network, content: Content, key: Address): Promise<Content> {
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
    const isKept = !message.answer || (await isGood(messages.slice(0, place + 1)))
    kept.push(isKept ? message : { role: message.role, content: message.content })
  }
  return { ...content, messages: kept as unknown as Json }
}
