import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { task } from '#server/database/action-tables.ts'
import { suppressByHand } from '#server/mail/suppression.ts'
import { freshDatabase } from '../database/test-database.ts'
import { libraryRule, someBooks, THE_RULE, theCompany } from '../run/a-company.ts'

const database = freshDatabase()
const MONDAY = '2026-03-16'
const TUESDAY = '2026-03-17'

test('F70: when the last contact has bounced, one task asks whom to write to, and no letter is written', async () => {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
  const books = someBooks()
  const heron = books.contacts.filter(({ customerId }) => customerId === 'heron')
  await company.importBooks(MONDAY, books)
  await company.publish(MONDAY, [libraryRule(THE_RULE)])
  const person = { companyId: company.id, actor: 'ada', now: new Date('2026-03-16T09:00:00Z') }
  for (const { email } of heron)
    if (email !== undefined) await suppressByHand(database.db, person, { address: email, why: 'Bounced' })
  await company.run(MONDAY)
  await company.run(TUESDAY)
  const asked = await database.db
    .select({ customer: task.customerId, title: task.title, state: task.state })
    .from(task)
    .where(and(eq(task.companyId, company.id), eq(task.key, 'no-recipient/heron')))
  expect(asked).toEqual([{ customer: 'heron', title: 'Nobody to write to', state: 'open' }])
})
