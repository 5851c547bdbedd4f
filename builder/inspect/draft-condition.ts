import { columnId, type FactParams } from '#engine/condition.ts'

/**
 * A condition while somebody writes it: the grammar of the engine, with leaves that are not filled in yet. Keys nobody here
 * knows are kept as they are.
 */
export type DraftCondition = DraftLeaf | DraftGroup

export type DraftGroup = { readonly [key: string]: unknown }

export type DraftLeaf = {
  readonly fact?: unknown
  readonly params?: unknown
  readonly operator?: unknown
  readonly value?: unknown
  readonly name?: unknown
  readonly [key: string]: unknown
}

export const GROUP_KINDS = ['all', 'any', 'not'] as const
export type GroupKind = (typeof GROUP_KINDS)[number]

/** A leaf nobody has chosen a fact for. The check refuses it, so it can be kept in a draft and never be published. */
export function blankLeaf(name?: string): DraftLeaf {
  return { ...(name !== undefined && { name }), fact: '', operator: 'equal', value: '' }
}

/** What somebody sees who opens a condition that is not there at all, or is no condition. */
export function asDraft(json: unknown): DraftCondition {
  return isRecord(json) && Object.keys(json).length > 0 ? json : { all: [blankLeaf('c1')] }
}

/** The kind of a group; null for a leaf. */
export function groupKind(condition: DraftCondition): GroupKind | null {
  return GROUP_KINDS.find((kind) => kind in condition) ?? null
}

/** The parts of a group in their order, the one part of a `not`; none for a leaf. */
export function partsOf(condition: DraftCondition): readonly DraftCondition[] {
  const kind = groupKind(condition)
  if (kind === null) return []
  const parts = condition[kind]
  if (kind === 'not') return [asDraft(parts)]
  return Array.isArray(parts) ? parts.map(asDraft) : []
}

/** The same group with other parts. */
export function withParts(group: DraftCondition, parts: readonly DraftCondition[]): DraftCondition {
  const kind = groupKind(group)
  if (kind === null) return group
  return { ...group, [kind]: kind === 'not' ? (parts[0] ?? blankLeaf()) : parts }
}

/** True for a leaf nobody has chosen a fact for. */
export function isBlank(condition: DraftCondition): boolean {
  return groupKind(condition) === null && !('condition' in condition) && !textOf(condition.fact)
}

/** Every leaf in reading order, with its place such as `all[1]`. */
export function draftLeaves(
  condition: DraftCondition,
  path = '',
): { readonly leaf: DraftLeaf; readonly path: string }[] {
  const kind = groupKind(condition)
  if (kind === null) return [{ leaf: condition, path }]
  return partsOf(condition).flatMap((part, at) => draftLeaves(part, childPath(path, kind, at)))
}

/** The place of a part of a group, as the engine's checks write it. */
export function childPath(path: string, kind: GroupKind, at: number): string {
  const key = kind === 'not' ? 'not' : `${kind}[${at}]`
  return path === '' ? key : `${path}.${key}`
}

/** A name that no leaf has yet: `c3`. */
export function freshName(root: DraftCondition): string {
  const taken = new Set(draftLeaves(root).map(({ leaf }) => leaf.name))
  let number = 1
  while (taken.has(`c${number}`)) number += 1
  return `c${number}`
}

/** The leaf of "… or unknown": `{ any: [leaf, { isUnknown }] }` of one fact. Null for any other condition. */
export function orUnknown(condition: DraftCondition): DraftLeaf | null {
  if (groupKind(condition) !== 'any') return null
  const [leaf, other, ...rest] = partsOf(condition)
  if (leaf === undefined || other === undefined || rest.length > 0) return null
  if (groupKind(leaf) !== null || groupKind(other) !== null || isBlank(leaf)) return null
  if (other.operator !== 'isUnknown' || leaf.operator === 'isUnknown') return null
  return columnOf(leaf) === columnOf(other) ? leaf : null
}

/** The leaf that is also true where its fact is unknown, written out so that nobody has to know about it. */
export function withOrUnknown(leaf: DraftLeaf, root: DraftCondition): DraftGroup {
  const { fact, params } = leaf
  return {
    any: [
      leaf,
      {
        name: freshName(root),
        fact,
        ...(params !== undefined && { params }),
        operator: 'isUnknown',
        value: true,
      },
    ],
  }
}

/** Puts another leaf into "… or unknown"; both sides speak of the same fact afterwards. */
export function replaceInOrUnknown(group: DraftCondition, leaf: DraftLeaf): DraftCondition {
  const other = partsOf(group)[1] ?? blankLeaf()
  const { params: _, ...rest } = other
  const { fact, params } = leaf
  return withParts(group, [leaf, { ...rest, fact, ...(params !== undefined && { params }) }])
}

function columnOf({ fact, params }: DraftLeaf): string {
  return columnId({
    fact: textOf(fact),
    // A column is only compared with another here; params of a wrong type make no column of the books.
    ...(isRecord(params) && { params: params as FactParams }),
  })
}

/** The text, or nothing where it is none. */
export function textOf(json: unknown): string {
  return typeof json === 'string' ? json : ''
}

/** True for an object that is no list. */
export function isRecord(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
