// Checks that the gateway signed an answer: over the messages before it, its text, its model and the session key.

import { type Address, isAddressEqual, keccak256, recoverTypedDataAddress, toHex, zeroAddress } from 'viem'
import { canonicalBytes } from '../canonical.ts'
import type { Message } from '../content.ts'
import { BadProof } from '../http.ts'
import type { Network } from '../shapes.ts'
import { domainOf, types } from '../signed.ts'

/** Rejects with BadProof if the last of `messages` is no answer that the gateway signed for `key`. */
export async function verifyAnswer(network: Network, messages: Message[], key: Address): Promise<void> {
  const last = messages.at(-1)
  if (!last?.answer) throw new BadProof('the answer carries no signature')
  const { model, signature } = last.answer
  const prompt = messages.slice(0, -1).map(({ role, content }) => ({ role, content }))
  const message = {
    promptHash: keccak256(canonicalBytes(prompt)),
    answerHash: keccak256(toHex(last.content.normalize('NFC'))),
    modelId: model,
    key,
  }
  const typed = { domain: domainOf(network), types, primaryType: 'Answer', message } as const
  // What is no model and no signature at all cannot even be read.
  const signer = await recoverTypedDataAddress({ ...typed, signature }).catch(() => zeroAddress)
  if (!isAddressEqual(signer, network.gateway)) throw new BadProof('the answer is not signed by the gateway')
}
