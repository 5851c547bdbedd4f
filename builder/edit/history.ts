import type { RuleDocument } from '#engine/rule.ts'
import { TRIGGER_ID } from '../canvas/graph.ts'
import type { Command } from './commands.ts'
import { idsOf } from './step-tree.ts'

/** So many steps can be undone. */
export const MOST_UNDO = 200

/** What the rule and the choice were on the other side of a command. */
export type Entry = {
  readonly name: string
  readonly document: RuleDocument
  readonly selected: string | null
  readonly joins?: string
}

export type History = {
  readonly document: RuleDocument
  readonly selected: string | null
  /** Oldest first; the last is what undo takes back. */
  readonly past: readonly Entry[]
  /** The last is what redo does again. */
  readonly future: readonly Entry[]
}

/** The history after a command; the same history when the command changes nothing, so that undo never does nothing. */
export function ran(history: History, command: Command): History {
  const { document, selected, past } = history
  const next = command.apply(document)
  // A command keeps the order of keys, so what it did not change reads the same.
  if (next === document || JSON.stringify(next) === JSON.stringify(document)) return history
  const before: Entry = {
    name: command.name,
    document,
    selected,
    ...(command.joins === undefined ? {} : { joins: command.joins }),
  }
  const last = past.at(-1)
  const isJoined = last !== undefined && command.joins !== undefined && last.joins === command.joins
  return {
    document: next,
    selected: chosenIn(next, command.selects ?? selected, document),
    past: isJoined
      ? [...past.slice(0, -1), { ...last, name: command.name }]
      : [...past, before].slice(-MOST_UNDO),
    future: [],
  }
}

/** The history with its last command taken back, and what was chosen before it chosen again. */
export function undone(history: History): History {
  const { document, selected, past, future } = history
  const entry = past.at(-1)
  if (entry === undefined) return history
  return {
    document: entry.document,
    selected: entry.selected,
    past: past.slice(0, -1),
    future: [...future, { name: entry.name, document, selected }],
  }
}

/** The history with what was taken back last done again. */
export function redone(history: History): History {
  const { document, selected, past, future } = history
  const entry = future.at(-1)
  if (entry === undefined) return history
  return {
    document: entry.document,
    selected: entry.selected,
    past: [...past, { name: entry.name, document, selected }],
    future: future.slice(0, -1),
  }
}

/** The history with nothing more to be joined to its last command, as when somebody leaves a field. */
export function sealed(history: History): History {
  const last = history.past.at(-1)
  if (last?.joins === undefined) return history
  const { joins: _, ...rest } = last
  return { ...history, past: [...history.past.slice(0, -1), rest] }
}

/** What stays chosen: the same, or where it is gone the nearest that stood before it. */
function chosenIn(document: RuleDocument, wanted: string | null, before: RuleDocument): string | null {
  if (wanted === null) return null
  const there = new Set([TRIGGER_ID, ...idsOf(document.steps)])
  if (there.has(wanted)) return wanted
  const order = [TRIGGER_ID, ...idsOf(before.steps)]
  return order.slice(0, Math.max(0, order.indexOf(wanted))).findLast((id) => there.has(id)) ?? null
}
