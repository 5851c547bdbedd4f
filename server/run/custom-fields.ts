import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import type { FactSpec } from '#engine/fact-spec.ts'
import { CustomFields } from '#engine/ledger.ts'
import type { Queryable } from '#server/database/database.ts'
import { rows } from '#server/database/rows.ts'

const Row = z.object({ of: z.enum(['customer', 'document']), field: z.string() })

/**
 * The fields of the company's own making, over all of its books: a share of a run sees some of the customers, and a rule must mean
 * the same in every share. One value of each type of each field is read.
 */
export async function readCustomFields(db: Queryable, companyId: string): Promise<FactSpec[]> {
  const found = rows(
    Row,
    await db.execute(sql`
      select distinct on ("of", key, jsonb_typeof(value)) "of", jsonb_build_object(key, value)::text as field
      from (
        select 'customer' as "of", id, field.key, field.value from customer, jsonb_each(custom) field
          where company_id = ${companyId} and custom is not null
        union all
        select 'document' as "of", id, field.key, field.value from document, jsonb_each(custom) field
          where company_id = ${companyId} and custom is not null
      ) each_field
      order by "of", key, jsonb_typeof(value), id collate "C"`),
  )
  const ofKind = (of: 'customer' | 'document') =>
    found.flatMap((row) => (row.of === of ? [{ custom: CustomFields.parse(JSON.parse(row.field)) }] : []))
  return discoverCustomFields({ customers: ofKind('customer'), documents: { records: ofKind('document') } })
}
