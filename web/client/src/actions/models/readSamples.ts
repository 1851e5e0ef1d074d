// What a model and its parent answer to the same questions: its trainer's word, behind the hash of its manifest on chain.

import type { Address } from 'viem'
import { callWords, word } from '../../call.ts'
import { BadProof, type Client } from '../../http.ts'
import { digestOf } from '../../published/cid.ts'
import { readModelManifest, readSampleFile, type Sample } from '../../published/manifests.ts'
import type { ModelStatus, Network } from '../../shapes.ts'
import { readPublished } from './readPublished.ts'

export interface Samples {
  /** Whether the chain names the manifest; false if the chain did not answer, so that only the gateway says so. */
  isOnChain: boolean
  /** Null if the trainer published none. */
  samples: Sample[] | null
}

/** Throws as `readPublished` does, and `BadProof` too if the chain names another manifest. */
export async function readSamples(client: Client, network: Network, model: ModelStatus): Promise<Samples> {
  const registry = network.addresses.registry as Address
  const words = await callWords(network, registry, 'model(uint32)', word(model.version)).catch(() => null)
  if (words && words[1] !== digestOf(model.cid))
    throw new BadProof(`another manifest than that of model ${model.version}`)
  const { samples } = readModelManifest(await readPublished(client, model.cid))
  const read = samples === null ? null : readSampleFile(await readPublished(client, samples))
  return { isOnChain: words !== null, samples: read }
}
