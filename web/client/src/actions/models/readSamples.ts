// What a model and its parent answer to the same questions: its trainer's word, behind the hash of its manifest.
import type { Client } from '../../http.ts'
import { readModelManifest, readSampleFile, type Sample } from '../../published/manifests.ts'
import { readPublished } from './readPublished.ts'

/** Returns the samples that a model's manifest names, or null if it names none. Throws as `readPublished` does. */
export async function readSamples(client: Client, manifest: string): Promise<Sample[] | null> {
  const { samples } = readModelManifest(await readPublished(client, manifest))
  return samples === null ? null : readSampleFile(await readPublished(client, samples))
}
