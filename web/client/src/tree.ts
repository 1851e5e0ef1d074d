// Positional Merkle trees: protocol/merkle.py. A proof shows a leaf and its index.
import { concat, type Hex, keccak256 } from 'viem'

/** Whether `leaf` stands at `index` in a tree of `count` leaves with this root. */
export function isInTree(root: Hex, count: number, index: number, leaf: Hex, proof: readonly Hex[]): boolean {
  if (index < 0 || index >= count || proof.length !== Math.ceil(Math.log2(count))) return false
  const top = proof.reduce(
    (node, sibling, level) => keccak256(concat(Math.floor(index / 2 ** level) % 2 ? [sibling, node] : [node, sibling])),
    leaf,
  )
  return top === root
}
