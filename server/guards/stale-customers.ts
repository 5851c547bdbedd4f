import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { StaleBooks } from '#engine/stale-books.ts'
import type { Queryable } from '#server/database/database.ts'
import { rows } from '#server/database/rows.ts'
import type { StaleSource } from './stale-books.ts'

const Told = z.object({ customerId: z.string(), source: z.string() })

/**
 * The customers of whom a stale source tells: those it has an account, an invoice or a payment of. What it has not told yet may be
 * about any of them, and about nobody else.
 */
export async function staleCustomers(
  db: Queryable,
  { companyId, stale }: { companyId: string; stale: readonly StaleSource[] },
): Promise<StaleBooks> {
  if (stale.length === 0) return new Map()
  const sentenceOf = new Map(stale.map(({ source, sentence }) => [source, sentence]))
  const ofStale = sql`(select jsonb_array_elements_text(${JSON.stringify([...sentenceOf.keys()])}::jsonb))`
  const told = rows(
    Told,
    await db.execute(sql`
      select customer_id as "customerId", source from document where company_id = ${companyId} and source in ${ofStale}
      union select customer_id, source from payment where company_id = ${companyId} and source in ${ofStale}
      union select id, source from customer where company_id = ${companyId} and source in ${ofStale}
      union select customer_id, connection_id from account
        where company_id = ${companyId} and connection_id in ${ofStale} and customer_id is not null
      order by 1, 2`),
  )
  const sentences = new Map<string, string>()
  for (const { customerId, source } of told) {
    const before = sentences.get(customerId)
    const sentence = sentenceOf.get(source) ?? ''
    sentences.set(customerId, before === undefined ? sentence : `${before} ${sentence}`)
  }
  return sentences
}
