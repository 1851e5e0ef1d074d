// Checks each step of a trace on this machine: signatures and hashes by arithmetic, roots by asking the chain.

import { type Address, type Hex, hashTypedData, isAddressEqual, recoverTypedDataAddress } from 'viem'
import { callWords, word } from '../../call.ts'
import { batchLeaf, deploymentHash, ledgerLeaf } from '../../encoding.ts'
import type { Network, Trace, TraceStep } from '../../shapes.ts'
import { domainOf, types } from '../../signed.ts'
import { isInTree } from '../../tree.ts'
import { verifyReceipt } from './verifyReceipt.ts'

/** `wrong`: the step contradicts a hash, a signature or the chain. `unknown`: it could not be checked here. */
export type Proven = 'good' | 'wrong' | 'unknown'

type Step<Name> = Extract<TraceStep, { step: Name }>

/** What was found for each step, in their order. */
export function verifyTrace(network: Network, trace: Trace): Promise<Proven[]> {
  const deployment = () => deploymentHash(network.chain_id, network.addresses.reports as Address)
  const check = async (step: TraceStep): Promise<Proven> => {
    switch (step.step) {
      case 'record':
        return checkRecord(network, trace, step)
      case 'receipt':
        return checkReceipt(network, trace)
      case 'batch':
        return checkBatch(network, trace, step, deployment())
      case 'row':
        return checkRow(network, trace, step, deployment())
      case 'payment':
        return checkPayment(network, trace, step)
      default:
        return 'unknown'
    }
  }
  // A chain that does not answer, or an address that the gateway does not name, proves nothing, either way.
  return Promise.all(trace.steps.map((step) => check(step).catch((): Proven => 'unknown')))
}

async function checkRecord(network: Network, trace: Trace, step: Step<'record'>): Promise<Proven> {
  const domain = domainOf(network)
  const message = { ...trace.record, nonce: BigInt(trace.record.nonce) }
  const typed = { domain, types, primaryType: 'Record', message } as const
  const { licences, expiry, nonce, ...rest } = trace.grant
  const grant = { ...rest, licences: [...licences], expiry: BigInt(expiry), nonce: BigInt(nonce) }
  const granted = { domain, types, primaryType: 'Grant', message: grant } as const
  const signer = await recoverTypedDataAddress({ ...typed, signature: trace.signature })
  const isWhole =
    hashTypedData(typed) === step.hash &&
    trace.hash === step.hash &&
    hashTypedData(granted) === step.grant &&
    isAddressEqual(signer, trace.grant.key) &&
    isAddressEqual(trace.record.owner, trace.grant.owner)
  if (!isWhole) return 'wrong'
  // A smart account's signature is the chain's to judge.
  if (trace.grant_signature.length !== 132) return 'good'
  const owner = await recoverTypedDataAddress({ ...granted, signature: trace.grant_signature })
  return isAddressEqual(owner, trace.grant.owner) ? 'good' : 'unknown'
}

async function checkReceipt(network: Network, trace: Trace): Promise<Proven> {
  const { hash: record, gateway, seq, last_epoch, receipt: signature } = trace
  const message = { ...trace.record, nonce: BigInt(trace.record.nonce) }
  return verifyReceipt(network, message, { record, gateway, seq, last_epoch, signature }).then(
    () => 'good',
    () => 'wrong',
  )
}

async function checkBatch(network: Network, trace: Trace, step: Step<'batch'>, deployment: Hex): Promise<Proven> {
  const leaf = batchLeaf(deployment, {
    gateway: trace.gateway,
    seq: trace.seq,
    record: trace.hash,
    payTo: trace.grant.payTo,
    grantSignature: trace.grant_signature,
    signature: trace.signature,
  })
  if (leaf !== step.leaf || !isInTree(step.root, step.count, step.index, leaf, step.proof)) return 'wrong'
  const words = await callWords(network, network.addresses.batches as Address, 'batch(uint32)', word(step.number))
  const [epoch, , , offset, first, count, root] = words
  const isThere =
    root === step.root &&
    Number(epoch) === step.epoch &&
    Number(count) === step.count &&
    Number(first) + step.index === trace.seq &&
    Number(offset) + step.index === step.position
  return isThere ? 'good' : 'wrong'
}

async function checkRow(network: Network, trace: Trace, step: Step<'row'>, deployment: Hex): Promise<Proven> {
  const { row, epoch } = step
  const leaf = ledgerLeaf(deployment, epoch, row)
  if (leaf !== step.leaf || !isInTree(step.root, step.count, row.t, leaf, step.proof)) return 'wrong'
  const batch = trace.steps.find((one) => one.step === 'batch')
  if (!batch || batch.epoch !== epoch || batch.position !== row.pos) return 'wrong'
  const words = await callWords(network, network.addresses.reports as Address, 'standing(uint32)', word(epoch))
  const [digest, root, records] = words
  return root === step.root && digest === step.report && Number(records) === step.count ? 'good' : 'wrong'
}

async function checkPayment(network: Network, trace: Trace, step: Step<'payment'>): Promise<Proven> {
  const row = trace.steps.find((one) => one.step === 'row')
  if (!row || !isAddressEqual(row.row.pay_to, step.account)) return 'wrong'
  const [, , , price] = await callWords(
    network,
    network.addresses.reports as Address,
    'standing(uint32)',
    word(row.epoch),
  )
  const [earned] = await callWords(network, network.addresses.token, 'earned_of(address)', step.account)
  const isDue = BigInt(step.due) === BigInt(row.row.before) + BigInt(step.price) * BigInt(row.row.credits)
  return BigInt(price ?? 0) === BigInt(step.price) && BigInt(earned ?? 0) >= BigInt(step.paid) && isDue
    ? 'good'
    : 'wrong'
}
