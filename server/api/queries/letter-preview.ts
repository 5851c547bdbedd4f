import { toEpochDay } from '#engine/calendar-date.ts'
import { ReceivablesError } from '#engine/errors.ts'
import { recipientFor } from '#engine/recipient.ts'
import { chaseLines, createStandings } from '#engine/standing.ts'
import { composeMail } from '#server/mail/compose-mail.ts'
import type { LetterTemplates } from '#server/mail/templates.ts'
import { NotFoundError } from '#server/run/errors.ts'
import type { LetterPreview } from '../views/mail-templates.ts'
import type { BooksToday } from './customers.ts'

/** A template as it would be written to a customer today, about everything overdue. Nothing is sent. */
export function previewLetter(
  { snapshot, asOf }: BooksToday,
  {
    template,
    customerId,
    companyName,
    templates,
  }: { template: string; customerId: string; companyName: string; templates: LetterTemplates },
): LetterPreview {
  const customer = snapshot.customerRow.get(customerId)
  if (customer === undefined)
    throw new NotFoundError(`There is no customer "${customerId}" in the books of today.`)
  const standing = createStandings(snapshot, toEpochDay(asOf)).of(customer)
  const recipient = recipientFor(standing.contacts, 'billing')
  if (recipient === null)
    throw new ReceivablesError(
      `The letter cannot be shown: the customer "${customerId}" has no contact with an e-mail address. Add one.`,
    )
  const lines = chaseLines(snapshot, standing, {
    items: standing.overdue,
    asOf: toEpochDay(asOf),
    withCredits: true,
  })
  const mail = composeMail(
    { customer, entityId: null, recipient, template, lines, acts: [] },
    { snapshot, asOf, companyName, templates },
  )
  const { to, subject, text, html, language } = mail
  return { to: { ...to }, subject, text, html, language }
}
