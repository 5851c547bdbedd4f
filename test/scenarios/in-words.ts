import type { DecidedAct, Decision, MergedMessage } from '#engine/decision.ts'
import { readableAmount } from '#engine/money.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { totalsOf } from '#engine/standing.ts'

/** An act that has not become anything yet: `send reminder-first to C1`, `hold C1`. */
export function actInWords({ subject }: Decision, { act }: DecidedAct): string {
  const { id } = subject
  const { template, title, text, type } = act.params
  if (act.action === 'send-email' || act.action === 'send-statement')
    return `send ${template} ${subject.type === 'invoice' ? 'about' : 'to'} ${id}`
  if (act.action === 'place-credit-hold') return `hold ${id}`
  if (act.action === 'release-credit-hold') return `release ${id}`
  if (act.action === 'finance-charge') return `charge ${id}`
  if (act.action === 'create-task') return `task for ${id}: ${title}`
  if (act.action === 'call-webhook') return `call ${act.params.url} about ${id}`
  return act.action === 'add-note' ? `note on ${id}: ${text}` : `event ${type} of ${id}`
}

/** A letter that leaves: `send reminder-first to billing of C1: A 50.00 USD, B 70.00 USD = 120.00 USD`. */
export function messageInWords(message: MergedMessage, snapshot: Snapshot): string {
  const { lines, recipient, template, entityId } = message
  const customer = snapshot.customers[message.customer]!.id
  const listed = lines.map(({ number, minor, currency }) => `${number} ${readableAmount(minor, currency)}`)
  const totals = Object.entries(totalsOf(lines)).map(([currency, minor]) => readableAmount(minor, currency))
  const sum = lines.length > 1 ? ` = ${totals.join(' + ')}` : ''
  const entity = entityId === null ? '' : ` for ${entityId}`
  return `send ${template} to ${recipient.role} of ${customer}${entity}: ${listed.join(', ')}${sum}`
}
