import { ACT_NAMES, ACTS, type ActName } from '../acts.ts'
import type { EngineWords } from './engine-words.ts'
import { englishAct } from './english-act.ts'
import { englishChanges } from './english-changes.ts'
import { englishLeaf } from './english-clause.ts'
import { factNoun, factTitle } from './english-fact.ts'
import { englishLetters } from './english-letters.ts'
import { englishPolicy } from './english-policy.ts'
import { englishTrigger } from './english-trigger.ts'
import { countInWords, englishValues } from './english-values.ts'
import { letterName } from './letter-name.ts'

// The closed list of acts says of each how it reads in English.
const titles = Object.fromEntries(ACT_NAMES.map((name) => [name, ACTS[name].title])) as Record<
  ActName,
  string
>

/** Everything the engine says, in English. Whoever is handed no other table speaks this. */
export const english: EngineWords = {
  language: 'en',
  values: englishValues,
  fact: factNoun,
  factTitle,
  factMeaning: ({ meaning }) => meaning,
  leaf: englishLeaf,
  groups: {
    and: ' and ',
    or: ' or ',
    insideNot: (form) => form,
    not: (part) => `not (${part})`,
  },
  trigger: englishTrigger,
  act: englishAct,
  acts: titles,
  letter: (template) => letterName(englishLetters, template),
  wait: ({ days, calendar, until }) => {
    const time = countInWords(days, calendar === 'business' ? 'business day' : 'day')
    return until
      ? `wait until the task of step ${englishValues.quoted(until.taskDone)} is done, at most ${time}`
      : `wait ${time}`
  },
  rule: {
    start: (trigger, { trigger: when, subject }) =>
      `${trigger}${trigger.endsWith(',') ? '' : ','} for ${'on' in when ? 'the' : 'each'} ${subject}`,
    clause: (said) => ` ${said}`,
    nothing: 'do nothing',
    aroundWait: ', then ',
    together: ', and ',
    ifFirst: 'if ',
    ifNext: '; else if ',
    otherwise: '; else in all other cases: ',
  },
  unfinished: { rule: 'This draft is not finished.', trigger: 'Not running yet.' },
  policy: englishPolicy,
  reason: {
    none: 'None of the conditions before it applies.',
    unknown: (noun) => `${noun} is not known`,
    is: (noun, value) => `${noun} is ${value}`,
    found: (value) => `found ${value}`,
  },
  changes: englishChanges,
  written: [],
}
