import type { RuleDocument } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import type { Command } from './commands.ts'

const names = words.editing.commands

/** Where somebody has put a step by hand: the middle of its upper edge, counted from that of the trigger. */
export type Pin = { readonly x: number; readonly y: number }

type Json = RuleDocument['notes'][number]

/** The note on a step or branch; empty when there is none. */
export function noteOn(rule: RuleDocument, id: string): string {
  const note = rule.notes.find((each) => isNoteOn(each, id))
  return isObject(note) && typeof note.text === 'string' ? note.text : ''
}

/** Writes the note on a step or branch; an empty text takes it away. Notes do not change what a rule decides. */
export function setNote(id: string, text: string, what: string = words.editing.step): Command {
  return {
    name: names.note(what),
    apply: (rule) => {
      const others = rule.notes.filter((each) => !isNoteOn(each, id))
      const before = rule.notes.find((each) => isNoteOn(each, id))
      const written = { ...(isObject(before) ? before : {}), step: id, text }
      return { ...rule, notes: text === '' ? others : [...others, written] }
    },
    joins: `note ${id}`,
  }
}

/** Puts these notes in the place of all. */
export function setNotes(notes: RuleDocument['notes']): Command {
  return { name: names.notes, apply: (rule) => ({ ...rule, notes }) }
}

/** Every step somebody has put somewhere by hand. */
export function pinsOf(rule: RuleDocument): ReadonlyMap<string, Pin> {
  const { pins } = rule.view
  if (!isObject(pins)) return new Map()
  return new Map(
    Object.entries(pins).flatMap(([id, pin]) =>
      isObject(pin) && typeof pin.x === 'number' && typeof pin.y === 'number'
        ? [[id, { x: pin.x, y: pin.y }] as const]
        : [],
    ),
  )
}

/** Puts steps where somebody wants them, beside those that were put somewhere before. The logic of the rule stays as it is. */
export function setView(pins: ReadonlyMap<string, Pin>, name: string): Command {
  return {
    name,
    apply: (rule) => ({
      ...rule,
      view: { ...rule.view, pins: { ...Object.fromEntries(pinsOf(rule)), ...Object.fromEntries(pins) } },
    }),
  }
}

/** Gives every step back to the layout. */
export function unpinAll(): Command {
  return {
    name: names.unpinned,
    apply: (rule) => {
      if (rule.view.pins === undefined) return rule
      const { pins: _, ...view } = rule.view
      return { ...rule, view }
    },
  }
}

/** The rule without the notes and pins of steps that are gone. */
export function withoutTraces(rule: RuleDocument, gone: readonly string[]): RuleDocument {
  const notes = rule.notes.filter((note) => !gone.some((id) => isNoteOn(note, id)))
  const pins = pinsOf(rule)
  if (!gone.some((id) => pins.has(id))) return notes.length === rule.notes.length ? rule : { ...rule, notes }
  const kept = Object.fromEntries([...pins].filter(([id]) => !gone.includes(id)))
  return { ...rule, notes, view: { ...rule.view, pins: kept } }
}

function isNoteOn(note: Json, id: string): boolean {
  return isObject(note) && note.step === id
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
