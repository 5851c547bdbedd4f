import { expect, test } from 'vitest'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { plan } from '#engine/plan.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { totalsOf } from '#engine/standing.ts'
import { aContact, aLedger, anInvoice, aPayment, day } from '../builders.ts'
import { A_MAIL, aRule } from '../server/run/a-company.ts'

/** What a customer owes two legal entities, and money of theirs that names neither. */
async function totalsByEntity(
  owed: readonly { entity: string; currency: string; minor: number }[],
  cash: { currency: string; minor: number },
): Promise<Record<string, Record<string, number>>> {
  const made = await plan({
    snapshot: takeSnapshot(
      aLedger({
        contacts: [aContact({ email: 'ann@acme.example.com' })],
        documents: owed.map(({ entity, currency, minor }) =>
          anInvoice({ entityId: entity, currency, totalMinor: minor, dueOn: '2026-01-31' }),
        ),
        payments: [aPayment(cash)],
      }),
    ),
    catalogue: catalogueOf(),
    rules: [aRule({ id: 'late', days: 30, acts: [A_MAIL] })],
    asOf: day('2026-03-16'),
  })
  return Object.fromEntries(made.messages.map(({ entityId, lines }) => [entityId, totalsOf(lines)]))
}

test('unapplied cash is taken off the letter of the legal entity that is owed in its currency (seed 6)', async () => {
  const owed = [
    { entity: 'us', currency: 'USD', minor: 50_000 },
    { entity: 'eu', currency: 'EUR', minor: 80_000 },
  ]
  expect(await totalsByEntity(owed, { currency: 'EUR', minor: 30_000 })).toEqual({
    us: { USD: 50_000 },
    eu: { EUR: 50_000 },
  })
})

test('unapplied cash that covers one legal entity is taken off the letter of the next for the rest', async () => {
  const owed = [
    { entity: 'us', currency: 'USD', minor: 10_000 },
    { entity: 'eu', currency: 'USD', minor: 50_000 },
  ]
  expect(await totalsByEntity(owed, { currency: 'USD', minor: 30_000 })).toEqual({ eu: { USD: 30_000 } })
})
