import type { Condition } from '../condition.ts'
import type { RulePolicy } from '../rule.ts'
import { amountInWords, countInWords, dayInWords, listInWords, quoted } from './english-values.ts'

const AGAIN = {
  unmatched: 'It may act again once the rule no longer matched in between.',
  cleared: 'It may act again once nothing was overdue in between.',
  never: 'It never acts again.',
} as const

/** What the policy of a rule says, a sentence for each key that is set; a key that is not set narrows nothing and says nothing. */
export function englishPolicy(
  policy: RulePolicy,
  clause: (condition: Condition) => string,
): (string | false | undefined)[] {
  const { audience, exclude, again, priority, grace, minimum, group, contactLimit } = policy
  const { catchUp, firstRun, caps, from, until, blackout, owner } = policy
  const amounts = Object.entries(minimum ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    audience && `Only for a customer ${clause(audience)}.`,
    exclude && `Never for a customer ${clause(exclude)}.`,
    grace !== undefined && `Days overdue count after ${countInWords(grace, 'day')} of grace.`,
    amounts.length > 0 &&
      `Not below ${listInWords(
        amounts.map(([currency, amount]) => amountInWords(amount, currency)),
        'or',
      )}.`,
    again && AGAIN[again],
    group && `Messages are put together by ${group}.`,
    contactLimit &&
      `At most ${countInWords(contactLimit.messages, 'message')} in ${countInWords(contactLimit.businessDays, 'business day')}.`,
    priority !== undefined && `Priority ${priority}.`,
    caps?.firstRun !== undefined && `At most ${countInWords(caps.firstRun, 'customer')} in the first run.`,
    caps?.holdsPerDay !== undefined && `At most ${countInWords(caps.holdsPerDay, 'credit hold')} a day.`,
    firstRun === 'act-now' && 'Acts at once for those already past it.',
    firstRun === 'from-now-on' && 'Acts from now on, not for those already past it.',
    catchUp === 'once' && 'A missed time is made up for once.',
    catchUp === 'skip' && 'A missed time is left out.',
    from && `From ${dayInWords(from)}.`,
    until && `Until ${dayInWords(until)}.`,
    ...(blackout ?? []).map((span) => `Not from ${dayInWords(span.from)} to ${dayInWords(span.until)}.`),
    owner !== undefined && `Looked after by ${quoted(owner)}.`,
  ]
}
