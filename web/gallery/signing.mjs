// What the gallery's gateway signs.
import { hashTypedData, keccak256, toHex } from 'viem'

const domain = ({ chain_id, addresses }) => ({
  name: 'Kula',
  version: '1',
  chainId: chain_id,
  verifyingContract: addresses.grants,
})
const types = {
  Record: [
    ['address', 'owner'],
    ['string', 'kind'],
    ['bytes32', 'commitment'],
    ['string', 'licence'],
    ['bytes32', 'parent'],
    ['uint64', 'nonce'],
  ],
  Receipt: [
    ['address', 'gateway'],
    ['uint64', 'seq'],
    ['bytes32', 'record'],
    ['uint32', 'lastEpoch'],
  ],
  Answer: [
    ['bytes32', 'promptHash'],
    ['bytes32', 'answerHash'],
    ['bytes32', 'modelId'],
    ['address', 'key'],
  ],
}
for (const name of Object.keys(types)) types[name] = types[name].map(([type, member]) => ({ type, name: member }))

export function recordHash(network, record) {
  return hashTypedData({
    domain: domain(network),
    types,
    primaryType: 'Record',
    message: { ...record, nonce: BigInt(record.nonce) },
  })
}

export async function signReceipt(account, network, record, seq) {
  const message = { gateway: account.address, seq: BigInt(seq), record, lastEpoch: 420 }
  const signature = await account.signTypedData({ domain: domain(network), types, primaryType: 'Receipt', message })
  return { record, gateway: account.address, seq, last_epoch: 420, signature }
}

export function signAnswer(account, network, messages, text, key) {
  const prompt = messages.map(
    ({ role, content }) => `{"content":${JSON.stringify(content)},"role":${JSON.stringify(role)}}`,
  )
  const message = {
    promptHash: keccak256(toHex(`[${prompt.join(',')}]`)),
    answerHash: keccak256(toHex(text)),
    modelId: network.served.manifest,
    key,
  }
  return account.signTypedData({ domain: domain(network), types, primaryType: 'Answer', message })
}
