// Positional Merkle trees: protocol/merkle.py. A proof shows a leaf and its index.
import { concat, type Hex, keccak256, zeroHash as ZERO } from 'viem'

/** Whether `leaf` stands at `index` in a tree of `count` leaves with this root. */
export function isInTree(root: Hex, count: number, index: number, leaf: Hex, proof: readonly Hex[]): boolean {
  if (index < 0 || index >= count || proof.length !== Math.ceil(Math.log2(count))) return false
  const top = proof.reduce(
    (node, sibling, level) => keccak256(concat(Math.floor(index / 2 ** level) % 2 ? [sibling, node] : [node, sibling])),
    leaf,
  )
  return top === root
}

/** The root over all leaves, filled up with zeros to a power of two. */
export function rootOf(leaves: readonly Hex[]): Hex {
  const width = 2 ** Math.ceil(Math.log2(Math.max(1, leaves.length)))
  let level: Hex[] = [...leaves, ...new Array<Hex>(width - leaves.length).fill(ZERO)]
  while (level.length > 1)
    level = level.flatMap((node, place) => (place % 2 ? [] : [keccak256(concat([node, level[place + 1] ?? ZERO]))]))
  return level[0] ?? ZERO
}
