import type { Condition } from '../condition.ts'
import type { RulePolicy } from '../rule.ts'
import { countInGerman, germanAmount, germanDay, germanQuoted, listInGerman } from './german-values.ts'

const AGAIN = {
  unmatched: 'Darf wieder handeln, nachdem die Regel zwischendurch nicht zutraf.',
  cleared: 'Darf wieder handeln, nachdem zwischendurch nichts überfällig war.',
  never: 'Handelt kein zweites Mal.',
} as const

const GROUPS = { customer: 'je Kunde', entity: 'je Gesellschaft', contact: 'je Ansprechpartner' } as const

/** What the policy of a rule says in German, a sentence for each key that is set. */
export function germanPolicy(
  policy: RulePolicy,
  clause: (condition: Condition) => string,
): (string | false | undefined)[] {
  const { audience, exclude, again, priority, grace, minimum, group, contactLimit } = policy
  const { catchUp, firstRun, caps, from, until, blackout, owner } = policy
  const amounts = Object.entries(minimum ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amount]) => germanAmount(amount, currency))
  return [
    audience && `Nur für einen Kunden, ${clause(audience)}.`,
    exclude && `Nie für einen Kunden, ${clause(exclude)}.`,
    grace !== undefined &&
      `Überfällige Tage zählen erst nach ${countInGerman(grace, 'Tag', 'Tagen')} Kulanz.`,
    amounts.length > 0 && `Nicht unter ${listInGerman(amounts, 'or')}.`,
    again && AGAIN[again],
    group && `Nachrichten werden ${GROUPS[group]} zusammengefasst.`,
    contactLimit &&
      `Höchstens ${countInGerman(contactLimit.messages, 'Nachricht', 'Nachrichten')} in ${countInGerman(contactLimit.businessDays, 'Werktag', 'Werktagen')}.`,
    priority !== undefined && `Vorrang ${priority}.`,
    caps?.firstRun !== undefined &&
      `Höchstens ${countInGerman(caps.firstRun, 'Kunde', 'Kunden')} im ersten Lauf.`,
    caps?.holdsPerDay !== undefined &&
      `Höchstens ${countInGerman(caps.holdsPerDay, 'Kreditsperre', 'Kreditsperren')} am Tag.`,
    firstRun === 'act-now' && 'Handelt sofort auch für alle, die schon darüber sind.',
    firstRun === 'from-now-on' && 'Handelt erst von nun an, nicht für alle, die schon darüber sind.',
    catchUp === 'once' && 'Ein versäumter Termin wird einmal nachgeholt.',
    catchUp === 'skip' && 'Ein versäumter Termin wird ausgelassen.',
    from && `Ab dem ${germanDay(from)}.`,
    until && `Bis zum ${germanDay(until)}.`,
    ...(blackout ?? []).map((span) => `Nicht vom ${germanDay(span.from)} bis zum ${germanDay(span.until)}.`),
    owner !== undefined && `Betreut von ${germanQuoted(owner)}.`,
  ]
}
