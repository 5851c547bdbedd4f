import type { ChangeWords } from './change-words.ts'
import { countInWords } from './english-values.ts'

/** The differences between two versions of a rule, in English. */
export const englishChanges: ChangeWords = {
  changed: (of, { before, after }) => `${of} was changed from ${before} to ${after}.`,
  rule: 'The rule',
  name: 'The name',
  about: 'What it is about',
  each: { customer: 'each customer', invoice: 'each invoice' },
  when: 'When it is looked at',
  setting: (key) => `The setting "${key}"`,
  label: 'The label of a branch',
  tests: 'What its tests ask',
  testCount: (count) => countInWords(count, 'test'),
  done: (place) => `What is done ${place}`,
  come: (words, place) => `Added${place === undefined ? '' : ` ${place}`}: ${words}`,
  gone: (words, place) => `Removed${place === undefined ? '' : ` ${place}`}: ${words}`,
  branch: (title) => `the branch ${title}`,
  branchIf: (title, when) => `the branch ${title}: if ${when}`,
  movedWithin: (what, place) => `Moved ${what} to another position ${place}.`,
  movedTo: (what, place) => `Moved ${what} to stand ${place}.`,
  condition: {
    within: (branch) => `In the branch ${branch}`,
    added: (condition) => `added the condition that ${condition}`,
    removed: (condition) => `removed the condition that ${condition}`,
    moved: 'the conditions stand in another order',
    changed: (before, after) => `${before} became ${after}`,
  },
  decision: 'a decision',
  theDecision: 'the decision',
  places: {
    top: 'at the top',
    otherwise: 'in all other cases',
    branch: (title) => `in the branch ${title}`,
  },
}
