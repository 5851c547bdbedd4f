import type { ExplainedLeaf, Explanation } from './explain.ts'

/**
 * The smallest set of leaves that would have to change for a condition to become true, in reading order; empty when it is
 * true. An unknown leaf has to become known as well as true. Leaves count as independent of each other: that two ask about
 * the same fact is for the reader to see.
 */
export function whyNot(explanation: Explanation): ExplainedLeaf[] {
  return toBecome(explanation, true)
}

function toBecome(node: Explanation, wanted: boolean): ExplainedLeaf[] {
  if (node.result === wanted) return []
  if (node.kind === 'leaf') return [node]
  if (node.kind === 'not') return toBecome(node.parts[0], !wanted)
  const ways = node.parts.map((part) => toBecome(part, wanted))
  // To make `all` true every part has to change; to make it false, or `any` true, the easiest part is enough.
  if ((node.kind === 'all') === wanted) return ways.flat()
  return ways.reduce((least, way) => (way.length < least.length ? way : least))
}
