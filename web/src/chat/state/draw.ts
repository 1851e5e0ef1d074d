// Draws how an answer is sampled.
import type { Sampling } from './answering'

export function draw(temperature = 0.7): Sampling {
  const seed = (crypto.getRandomValues(new Uint32Array(1))[0] ?? 1) % 2 ** 31
  return { temperature, seed }
}
