import { ACTS } from '../acts.ts'
import type { EngineWords } from './engine-words.ts'
import { englishAct } from './english-act.ts'
import { englishChanges } from './english-changes.ts'
import { englishLeaf } from './english-clause.ts'
import { factNoun, factTitle } from './english-fact.ts'
import { englishPolicy } from './english-policy.ts'
import { englishTrigger } from './english-trigger.ts'
import { countInWords, englishValues } from './english-values.ts'

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
  acts: {
    'send-email': ACTS['send-email'].title,
    'place-credit-hold': ACTS['place-credit-hold'].title,
    'release-credit-hold': ACTS['release-credit-hold'].title,
    'create-task': ACTS['create-task'].title,
    'add-note': ACTS['add-note'].title,
    'emit-event': ACTS['emit-event'].title,
  },
  wait: ({ days, calendar }) =>
    `wait ${countInWords(days, calendar === 'business' ? 'business day' : 'day')}`,
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
}
