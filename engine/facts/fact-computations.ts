import type { FactName } from '../fact-catalogue.ts'
import { AGGREGATES } from './aggregates.ts'
import { ATTRIBUTES } from './attributes.ts'
import { BEHAVIOUR } from './behaviour.ts'
import { BLOCKS } from './blocks.ts'
import { CONTACT } from './contact.ts'
import { CREDIT } from './credit.ts'
import { DISPUTES } from './disputes.ts'
import { EVENTS_UNKNOWN } from './events.ts'
import { EXPOSURE } from './exposure.ts'
import type { FactComputation } from './fact-computation.ts'
import { INVOICES } from './invoices.ts'
import { PROMISES } from './promises.ts'

/** How each fact of the catalogue is computed. A fact without a computation, or one nobody catalogued, does not compile. */
export const FACT_COMPUTATIONS = {
  ...EXPOSURE,
  ...CREDIT,
  ...DISPUTES,
  ...PROMISES,
  ...BLOCKS,
  ...BEHAVIOUR,
  ...CONTACT,
  ...AGGREGATES,
  ...INVOICES,
  ...ATTRIBUTES,
  ...EVENTS_UNKNOWN,
} as const satisfies Record<FactName, FactComputation>
