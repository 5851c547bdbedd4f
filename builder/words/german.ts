import { german as engine } from '#engine/words/german.ts'
import { door } from './door.de.ts'
import { editing } from './editing.de.ts'
import type { english } from './english.ts'
import { frame } from './frame.de.ts'
import { gallery } from './gallery.de.ts'
import { home } from './home.de.ts'
import { inspect } from './inspect.de.ts'
import { invoices, tasks } from './invoices.de.ts'
import { outbox } from './outbox.de.ts'
import { people } from './people.de.ts'
import { preview } from './preview.de.ts'
import { rule } from './rule.de.ts'
import { ruleList } from './rule-list.de.ts'
import { runs } from './runs.de.ts'

/** Every string of the pages in German. One that is missing does not compile. */
export const german: typeof english = {
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
