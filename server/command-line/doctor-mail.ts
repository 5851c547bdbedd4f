import { Resolver } from 'node:dns/promises'
import type { Database } from '#server/database/database.ts'
import { checkDomain } from '#server/mail/domain-checks.ts'
import { mailSettingsOf } from '#server/mail/mail-settings.ts'
import { listSenders } from '#server/mail/save-sender.ts'
import { domainOf } from '#server/mail/single-address.ts'
import { serverSettingsOf } from '#server/operations/server-settings.ts'
import { companyById } from '#server/run/company.ts'
import type { Finding } from './doctor-checks.ts'

/** How long one question to a DNS server may take. It is asked twice. */
const DNS_MS = 2000

/** Looks at how a company's letters leave, and whether other mail servers can tell that they are its own. */
export async function mailFindings(
  db: Database,
  companyId: string,
  {
    env,
    resolver = new Resolver({ timeout: DNS_MS, tries: 2 }),
  }: { env: Readonly<Record<string, string | undefined>>; resolver?: Pick<Resolver, 'resolveTxt'> },
): Promise<Finding[]> {
  const senders = await listSenders(db, companyId)
  if (senders.length === 0) return []
  const { settings } = await companyById(db, companyId)
  const { DUNLIN_ENV, DUNLIN_MAIL_OVERRIDE } = serverSettingsOf(env)
  const found = [
    whereLettersGo(companyId, {
      isProduction: DUNLIN_ENV === 'production',
      override: DUNLIN_MAIL_OVERRIDE ?? mailSettingsOf(settings).override,
    }),
  ]
  const domains = new Map(
    senders.map(({ from, kind }) => [`${domainOf(from.address)} ${kind}`, { from, kind }]),
  )
  for (const { from, kind } of domains.values()) {
    const domain = domainOf(from.address)
    for (const { what, ...finding } of await checkDomain(resolver, { domain, kind }))
      found.push({ check: `${what} ${domain}`, ...finding })
  }
  return found
}

function whereLettersGo(
  companyId: string,
  { isProduction, override }: { isProduction: boolean; override: string | null },
): Finding {
  const check = `mail ${companyId}`
  if (override !== null)
    return {
      check,
      is: 'warn',
      found: `every letter goes to ${override} and not to customers`,
      remedy: 'Take the override address away when customers are to get their letters.',
    }
  return isProduction
    ? { check, is: 'ok', found: 'letters go to customers', remedy: null }
    : {
        check,
        is: 'warn',
        found: 'nothing is sent, for this is not production',
        remedy:
          'Set DUNLIN_ENV=production on the server that may write to customers, or set an override address.',
      }
}
