import type { RollUp } from '../fact-spec.ts'
import type { Snapshot } from '../snapshot.ts'

/**
 * The customers in an order in which children stand before their parents. Those that are, by a chain of parents, above
 * themselves stand in no order and are left out.
 */
export function childrenFirst({ parent }: Pick<Snapshot, 'parent'>): Int32Array {
  const waitingFor = new Int32Array(parent.length)
  parent.forEach((above, row) => {
    if (above !== -1 && above !== row) waitingFor[above]! += 1
  })
  const order: number[] = []
  waitingFor.forEach((children, row) => {
    if (children === 0) order.push(row)
  })
  for (let at = 0; at < order.length; at++) {
    const above = parent[order[at]!]!
    if (above === -1 || above === order[at]) continue
    waitingFor[above]! -= 1
    if (waitingFor[above] === 0) order.push(above)
  }
  return Int32Array.from(order)
}

const JOIN: Record<RollUp, (a: number, b: number) => number> = {
  sum: (a, b) => a + b,
  max: Math.max,
  min: Math.min,
  // One that is certain settles it, whatever is unknown of the others.
  any: (a, b) => (a === 1 || b === 1 ? 1 : a + b),
}

/**
 * A customer's own values with those of everybody below it in the hierarchy. One that is unknown makes its parents unknown,
 * and so does a hierarchy that runs in a circle, for nobody can say who is whose child.
 */
export function rollUp(own: Float64Array, snapshot: Pick<Snapshot, 'parent'>, how: RollUp): Float64Array {
  const { parent } = snapshot
  const join = JOIN[how]
  const group = own.slice()
  const reached = new Uint8Array(parent.length)
  for (const row of childrenFirst(snapshot)) {
    reached[row] = 1
    const above = parent[row]!
    if (above !== -1 && above !== row) group[above] = join(group[above]!, group[row]!)
  }
  for (let row = 0; row < parent.length; row++) if (reached[row] === 0) group[row] = Number.NaN
  return group
}
