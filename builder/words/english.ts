import { english as engine } from '#engine/words/english.ts'
import { door } from './door.en.ts'
import { editing } from './editing.en.ts'
import { frame } from './frame.en.ts'
import { gallery } from './gallery.en.ts'
import { home } from './home.en.ts'
import { inspect } from './inspect.en.ts'
import { invoices, tasks } from './invoices.en.ts'
import { outbox } from './outbox.en.ts'
import { people } from './people.en.ts'
import { preview } from './preview.en.ts'
import { rule } from './rule.en.ts'
import { ruleList } from './rule-list.en.ts'
import { runs } from './runs.en.ts'

/** Every string of the pages in English, area by area. It is the measure for every other language. */
export const english = {
  /** What the engine says of rules, changes and facts. It is handed to every function of the engine that puts into words. */
  engine,
  door,
  editing,
  frame,
  gallery,
  home,
  inspect,
  invoices,
  outbox,
  people,
  preview,
  rule,
  ruleList,
  runs,
  tasks,
}
