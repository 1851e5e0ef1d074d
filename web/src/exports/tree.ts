// Talks that are kept as a tree of messages: the branch that the person ended with, and every answer with an opinion.
import type { Draft, Opinion, Step } from './drafts'
import type { LeftOut } from './leftOut'

// Most messages before a rated answer that are looked at.
const ratedSteps = 1024

export interface Node {
  parent: string
  step: Step
  time: number
  opinion?: Opinion | undefined
}

// Yields the talk that ends in the node `last`, or else in the newest leaf, then every rated answer.
export function* draftsOfTree(nodes: Map<string, Node>, last: string, leftOut: LeftOut): Generator<Draft> {
  const branch = branchOf(nodes, nodes.has(last) ? last : newestLeaf(nodes))
  yield { type: 'talk', steps: stepsOf(nodes, branch) }
  const onBranch = new Set(branch)
  for (const [name, node] of nodes)
    if (!onBranch.has(name) && !node.opinion && node.step.turn) leftOut.add('other-branch')
  for (const [name, node] of nodes)
    if (node.opinion)
      yield { type: 'rated', steps: stepsOf(nodes, branchOf(nodes, name, ratedSteps)), opinion: node.opinion }
}

function newestLeaf(nodes: Map<string, Node>): string {
  const parents = new Set([...nodes.values()].map((node) => node.parent))
  const leaves = [...nodes].filter(([name]) => !parents.has(name))
  let newest: [string, Node] | undefined
  for (const leaf of leaves.length > 0 ? leaves : nodes) if (!newest || leaf[1].time >= newest[1].time) newest = leaf
  return newest?.[0] ?? ''
}

// The names from the root to `last`, or the `most` last ones; a loop of parents ends where it closes.
function branchOf(nodes: Map<string, Node>, last: string, most = Number.POSITIVE_INFINITY): string[] {
  const names = new Set<string>()
  let name = last
  for (let node = nodes.get(name); node && !names.has(name) && names.size < most; node = nodes.get(name)) {
    names.add(name)
    name = node.parent
  }
  return [...names].reverse()
}

function stepsOf(nodes: Map<string, Node>, names: string[]): Step[] {
  return names.flatMap((name) => nodes.get(name)?.step ?? [])
}
