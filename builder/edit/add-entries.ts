import type { LucideIcon } from 'lucide-react'
import { GitBranch, Hourglass, Split } from 'lucide-react'
import { ACT_NAMES } from '#engine/acts.ts'
import type { RuleDocument, RuleStep } from '#engine/rule.ts'
import { actIcon } from '../canvas/node-specs.tsx'
import { words } from '../words/words.ts'
import { addBranch } from './branch-commands.ts'
import { type Command, insertStep } from './commands.ts'
import { newAct, newDecide, newWait } from './new-step.ts'
import { type Place, stepsIn } from './place.ts'

const text = words.editing.add

/** Something that can be added; `step` is made anew each time, since ids are given once. */
export type AddEntry = {
  readonly id: string
  readonly label: string
  readonly hint: string
  readonly icon: LucideIcon
  readonly command: (at: Place) => Command
}

/** What most rules are made of, in the order in which they are mostly needed. */
const USUAL: readonly string[] = [
  'decide',
  'send-email',
  'wait',
  'place-credit-hold',
  'release-credit-hold',
  'create-task',
  'add-note',
]

const ALL: readonly AddEntry[] = [
  ...ACT_NAMES.map(
    (name): AddEntry => ({
      id: name,
      label: words.editing.acts[name]?.title ?? words.engine.acts[name],
      hint: words.editing.acts[name]?.hint ?? '',
      icon: actIcon(name),
      command: (at) => insertStep(at, newAct(name)),
    }),
  ),
  block('wait', Hourglass, () => newWait()),
  block('decide', GitBranch, newDecide),
]

/** The building blocks of most rules. */
export const USUAL_BLOCKS: readonly AddEntry[] = USUAL.flatMap(
  (id) => ALL.find((entry) => entry.id === id) ?? [],
)
/** All others: every act there is besides. */
export const RARER_BLOCKS: readonly AddEntry[] = ALL.filter(({ id }) => !USUAL.includes(id))

/** What may be added at a place, and why nothing may where that is so. */
export function addEntries(
  rule: RuleDocument,
  place: Place,
): { entries: readonly AddEntry[]; refusal: string | null } {
  const branch = place.list !== 'root' && place.at === 0 ? [newBranchEntry(place.list.decide)] : []
  const before = stepsIn(rule, place.list)?.slice(0, place.at) ?? []
  // A repeating act stands last in its list (`semantics.md` 3.6): what stood behind it would never come.
  if (before.some((step) => step.do === 'act' && step.every !== undefined))
    return { entries: branch, refusal: text.afterRepeating }
  return { entries: [...USUAL_BLOCKS, ...RARER_BLOCKS, ...branch], refusal: null }
}

/** Those whose words, or other words for the same, hold every word that was typed. */
export function searched(entries: readonly AddEntry[], query: string): readonly AddEntry[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(({ label, hint, id }) => {
    const all = `${label} ${hint} ${id} ${text.alsoCalled[id] ?? ''}`.toLowerCase()
    return wanted.every((word) => all.includes(word))
  })
}

function block(kind: 'wait' | 'decide', icon: LucideIcon, make: () => RuleStep): AddEntry {
  return {
    id: kind,
    label: text[kind],
    hint: text.hints[kind],
    icon,
    command: (at) => insertStep(at, make()),
  }
}

function newBranchEntry(decide: string): AddEntry {
  return {
    id: 'branch',
    label: text.branch,
    hint: text.hints.branch,
    icon: Split,
    command: () => addBranch(decide),
  }
}
