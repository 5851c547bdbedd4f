import { canonicalJson } from '#engine/canonical-logic.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { keptByPart } from '../canvas/kept-by-part.ts'
import type { Entry } from './history.ts'
import { assembled, type Part, type Parts, partsOf } from './rule-parts.ts'

/** What both sides have changed, each in its own way; a side that has deleted it has null. */
export type Overlap = { readonly part: Part; readonly mine: unknown; readonly theirs: unknown }

export type Merged =
  | { readonly ok: true; readonly document: RuleDocument }
  | { readonly ok: false; readonly overlaps: readonly Overlap[] }

type Sides = { readonly base: RuleDocument; readonly mine: RuleDocument; readonly theirs: RuleDocument }
type PartsOfSides = { readonly base: Parts; readonly mine: Parts; readonly theirs: Parts }

/** True when two documents say the same; the order of keys, which databases do not keep, says nothing. */
export function isSameDocument(a: RuleDocument, b: RuleDocument): boolean {
  return a === b || written(a) === written(b)
}

/** Asked for with every keystroke, of a document that changed and of one that did not. */
const written = keptByPart((document: RuleDocument) => canonicalJson(document))

/**
 * Two edits of one rule put together, part by part: steps and branches by their ids, everything else by its key. What only one
 * side has changed is taken; where both have changed the same part, or one has deleted what the other has changed, a person
 * has to choose, and the overlaps say about what.
 */
export function merged({ base, mine, theirs }: Sides): Merged {
  if (isSameDocument(mine, base) || isSameDocument(mine, theirs)) return { ok: true, document: theirs }
  if (isSameDocument(theirs, base)) return { ok: true, document: mine }
  const sides = { base: partsOf(base), mine: partsOf(mine), theirs: partsOf(theirs) }
  const overlaps: Overlap[] = []
  const contents = mergedContents(sides, overlaps)
  const containers = mergedContainers(sides, contents, overlaps)
  const orders = mergedOrders(sides, containers, overlaps)
  if (overlaps.length > 0) return { ok: false, overlaps }
  const document = assembled({ contents, orders })
  return document === null
    ? { ok: false, overlaps: [{ part: { kind: 'order', id: 'root' }, mine, theirs }] }
    : { ok: true, document }
}

/** The entries of undo on top of what somebody else has saved: undo takes back our edits and never theirs. */
export function rebased(
  entries: readonly Entry[],
  { base, theirs }: { base: RuleDocument; theirs: RuleDocument },
): Entry[] {
  const kept: Entry[] = []
  for (const entry of entries.toReversed()) {
    const together = merged({ base, mine: entry.document, theirs })
    // What cannot be put together cannot be gone back to, nor what lies before it.
    if (!together.ok) break
    kept.unshift({ ...entry, document: together.document })
  }
  return kept
}

function mergedContents({ base, mine, theirs }: PartsOfSides, overlaps: Overlap[]): Parts['contents'] {
  const contents = new Map<
    string,
    Parts['contents'] extends ReadonlyMap<string, infer Value> ? Value : never
  >()
  const keys = new Set([...theirs.contents.keys(), ...mine.contents.keys(), ...base.contents.keys()])
  for (const key of keys) {
    const [was, ours, other] = [base.contents.get(key), mine.contents.get(key), theirs.contents.get(key)]
    const text = (value: typeof was) => (value === undefined ? undefined : canonicalJson(value.compared))
    const taken =
      text(ours) === text(was) || text(ours) === text(other) ? other : text(other) === text(was) ? ours : null
    if (taken === null) {
      const part = (ours ?? other ?? was)?.part
      if (part) overlaps.push({ part, mine: ours?.compared ?? null, theirs: other?.compared ?? null })
    } else if (taken !== undefined) contents.set(key, taken)
  }
  return contents
}

/** In which list each step and branch stands; what was put into something that is gone cannot stand anywhere. */
function mergedContainers(
  { base, mine, theirs }: PartsOfSides,
  contents: Parts['contents'],
  overlaps: Overlap[],
): Map<string, string> {
  const containers = new Map<string, string>()
  for (const [key, { part }] of contents) {
    if (part.kind !== 'step' && part.kind !== 'branch') continue
    const [was, ours, other] = [
      base.containers.get(key),
      mine.containers.get(key),
      theirs.containers.get(key),
    ]
    const taken =
      ours === was || ours === undefined || ours === other
        ? other
        : other === was || other === undefined
          ? ours
          : null
    const container = taken ?? ours ?? other
    const owner = container === undefined ? undefined : ownerOf(container)
    if (
      taken === null ||
      container === undefined ||
      (owner !== null && owner !== undefined && !contents.has(owner))
    )
      overlaps.push({ part, mine: ours ?? null, theirs: other ?? null })
    else containers.set(key, container)
  }
  return containers
}

/** The key of the step or branch whose list it is; null for the list of the rule. */
function ownerOf(container: string): string | null {
  return container === 'root' ? null : container.slice(container.indexOf(' ') + 1)
}

function mergedOrders(
  { base, mine, theirs }: PartsOfSides,
  containers: ReadonlyMap<string, string>,
  overlaps: Overlap[],
): Map<string, string[]> {
  const orders = new Map<string, string[]>()
  for (const list of new Set(containers.values())) {
    const members = [...containers].filter(([, container]) => container === list).map(([key]) => key)
    const there = (parts: Parts) => (parts.orders.get(list) ?? []).filter((key) => members.includes(key))
    const [was, ours, other] = [there(base), there(mine), there(theirs)]
    const common = new Set(ours.filter((key) => other.includes(key)))
    const order = (keys: readonly string[]) => keys.filter((key) => common.has(key)).join(' ')
    if (order(other) === order(ours) || order(ours) === order(was)) orders.set(list, withAdded(other, ours))
    else if (order(other) === order(was)) orders.set(list, withAdded(ours, other))
    else {
      overlaps.push({ part: { kind: 'order', id: list }, mine: ours, theirs: other })
    }
  }
  return orders
}

/** One order with what only the other has, each behind what stands before it there. */
function withAdded(order: readonly string[], other: readonly string[]): string[] {
  const together = [...order]
  other.forEach((key, at) => {
    if (together.includes(key)) return
    const before = other[at - 1]
    together.splice(before === undefined ? 0 : together.indexOf(before) + 1, 0, key)
  })
  return together
}
