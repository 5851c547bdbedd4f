import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#server/database/database.ts'
import { CompanyUnknownError } from '#server/database/errors.ts'
import { rows } from '#server/database/rows.ts'
import { OWN_CONTACT } from './letter-outcome.ts'

/**
 * What a decision rests on: the version of the books, and everything else that may change it, as one text. The version goes on with
 * what we do ourselves, once it was looked at: before each letter all that have left since would else be looked through again.
 */
export type DecisionBasis = { ledgerVersion: number; readonly rest: string }

const Row = z.object({ version: z.string(), rest: z.string(), own: z.string() })

/** Reads what a decision made now would rest on. A few index look-ups: it is read again before every letter. */
export async function readBasis(tx: Transaction, companyId: string): Promise<DecisionBasis> {
  const { ledgerVersion, rest } = await basisSince(tx, companyId, null)
  return { ledgerVersion, rest }
}

/**
 * True when something has changed on which decisions rest. That letters of ours have left, or holds of our rules were placed or
 * released, is no such change: acts decided together were weighed against each other. To be asked before `tx` changes the books
 * itself, for what it may still take back is no version to go on from.
 */
export async function hasMoved(tx: Transaction, companyId: string, since: DecisionBasis): Promise<boolean> {
  const { ledgerVersion: from } = since
  const now = await basisSince(tx, companyId, from)
  if (now.rest !== since.rest || now.own < now.ledgerVersion - from) return true
  // Several letters are on their way at once, and whoever asked last may have seen less.
  since.ledgerVersion = Math.max(since.ledgerVersion, now.ledgerVersion)
  return false
}

/** The basis as it is, and how many versions of the books since another one are of our own making. */
async function basisSince(
  tx: Transaction,
  companyId: string,
  version: number | null,
): Promise<Readonly<DecisionBasis> & { readonly own: number }> {
  const [found] = rows(
    Row,
    await tx.execute(sql`
      select company.ledger_version::text as version, json_build_array(
        company.mode, company.settings,
        (select json_agg(json_build_array(rule.id, rule.state, rule.live_version) order by rule.id)
          from rule where rule.company_id = company.id),
        (select run.id from run where run.company_id = company.id order by run.started_at desc, run.id desc limit 1),
        (select json_build_array(count(*), max(suppressed_at)) from suppressed_address
          where suppressed_address.company_id = company.id),
        (select json_build_array(count(*), max(saved_at), max(removed_at)) from mail_template
          where mail_template.company_id = company.id)
      )::text as rest, ${version === null ? sql`'0'` : ownChangesSince(version)} as own
      from company where company.id = ${companyId}`),
  )
  if (found === undefined) throw new CompanyUnknownError(companyId)
  return { ledgerVersion: Number(found.version), rest: found.rest, own: Number(found.own) }
}

function ownChangesSince(version: number): SQL {
  return sql`(select count(*)::text from ledger_change
    where ledger_change.company_id = company.id and ledger_change.version > ${version}
      and ledger_change.import_id is null and records - 'contactEvents' - 'holds' = '{}'::jsonb
      and not exists (
        select from jsonb_array_elements_text(records -> 'contactEvents') contact(id)
          where contact.id not like ${`${OWN_CONTACT}%`})
      and not exists (
        select from jsonb_array_elements_text(records -> 'holds') changed(id) where not exists (
          select from hold where hold.company_id = ledger_change.company_id and hold.id = changed.id
            and hold.placed_by = 'rule' and coalesce(hold.released_by, 'rule') = 'rule')))`
}
