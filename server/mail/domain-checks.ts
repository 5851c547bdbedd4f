import { z } from 'zod'

/** Where records are asked for; `Resolver` of `node:dns/promises` is one. */
export type TxtResolver = { resolveTxt(name: string): Promise<string[][]> }

/** What one look at a domain found: fine, worth a word, wrong, or not looked at. */
export type DomainFinding = {
  readonly what: 'SPF' | 'DKIM' | 'DMARC'
  readonly is: 'ok' | 'warn' | 'fail'
  readonly found: string
  readonly remedy: string | null
}

/** Where Resend puts what it signs with, and what it sends from. */
const RESEND_SELECTOR = 'resend'
const RESEND_RETURN_PATH = 'send'

/**
 * Looks whether other mail servers can tell that letters from a domain are ours: SPF (who may send), DKIM (a signature) and DMARC
 * (what to do with the rest). Without them letters end as spam, and anybody can write in our name. Where no DNS server answers
 * it says "skipped".
 */
export async function checkDomain(
  resolver: TxtResolver,
  { domain, kind }: { domain: string; kind: 'resend' | 'smtp' },
): Promise<DomainFinding[]> {
  const returnPath = kind === 'resend' ? `${RESEND_RETURN_PATH}.${domain}` : domain
  const spf = await txt(resolver, returnPath)
  const dkim = kind === 'resend' ? await txt(resolver, `${RESEND_SELECTOR}._domainkey.${domain}`) : null
  const dmarc = await dmarcOf(resolver, domain)
  return [spfFinding(spf, returnPath), dkimFinding(dkim, domain), dmarcFinding(dmarc, domain)]
}

type Answer = { readonly records: readonly string[] } | { readonly skipped: string }

const NONE: readonly string[] = ['ENOTFOUND', 'ENODATA', 'NXDOMAIN']

async function txt(resolver: TxtResolver, name: string): Promise<Answer> {
  try {
    return { records: (await resolver.resolveTxt(name)).map((parts) => parts.join('')) }
  } catch (error) {
    const failure = z.looseObject({ code: z.string() }).safeParse(error)
    if (!failure.success) throw error
    const { code } = failure.data
    return NONE.includes(code) ? { records: [] } : { skipped: code }
  }
}

/** The policy of a domain is that of the domain above it where it has none of its own. */
async function dmarcOf(resolver: TxtResolver, domain: string): Promise<Answer> {
  const labels = domain.split('.')
  for (let from = 0; labels.length - from >= 2; from++) {
    const answer = await txt(resolver, `_dmarc.${labels.slice(from).join('.')}`)
    if ('skipped' in answer || answer.records.some(isDmarc)) return answer
  }
  return { records: [] }
}

const isDmarc = (record: string) => /^v=DMARC1\b/i.test(record)
const isSpf = (record: string) => /^v=spf1(\s|$)/i.test(record)

function skipped(what: DomainFinding['what'], code: string): DomainFinding {
  return {
    what,
    is: 'warn',
    found: `skipped: no DNS server answered (${code})`,
    remedy: 'Run it again where there is a network.',
  }
}

function spfFinding(answer: Answer, name: string): DomainFinding {
  const what = 'SPF'
  if ('skipped' in answer) return skipped(what, answer.skipped)
  const records = answer.records.filter(isSpf)
  const [record = ''] = records
  const fail = (found: string, remedy: string): DomainFinding => ({ what, is: 'fail', found, remedy })
  if (records.length === 0)
    return fail(
      `${name} does not say who may send for it`,
      'Add the TXT record that your mail service shows, such as "v=spf1 include:... ~all".',
    )
  if (records.length > 1)
    return fail(`${name} has ${records.length} SPF records, so none counts`, 'Put them together into one.')
  if (/(^|\s)\+?all(\s|$)/i.test(record))
    return fail(`${name} lets everybody send for it ("${record}")`, 'End the record with ~all or -all.')
  return { what, is: 'ok', found: `${name}: ${record}`, remedy: null }
}

function dkimFinding(answer: Answer | null, domain: string): DomainFinding {
  const what = 'DKIM'
  if (answer === null)
    return {
      what,
      is: 'warn',
      found: 'skipped: a mail server does not say under which name it signs',
      remedy: `Send a trial letter to yourself and look for "dkim=pass" with ${domain} in its headers.`,
    }
  if ('skipped' in answer) return skipped(what, answer.skipped)
  const key = answer.records.find((record) => /(^|;)\s*p=/.test(record))
  if (key === undefined || /(^|;)\s*p=\s*(;|$)/.test(key))
    return {
      what,
      is: 'fail',
      found:
        key === undefined
          ? `${RESEND_SELECTOR}._domainkey.${domain} holds no key`
          : `the key of ${domain} was withdrawn`,
      remedy: 'Add the DKIM record that Resend shows for the domain.',
    }
  return { what, is: 'ok', found: `${RESEND_SELECTOR}._domainkey.${domain} holds a key`, remedy: null }
}

function dmarcFinding(answer: Answer, domain: string): DomainFinding {
  const what = 'DMARC'
  if ('skipped' in answer) return skipped(what, answer.skipped)
  const record = answer.records.find(isDmarc)
  if (record === undefined)
    return {
      what,
      is: 'fail',
      found: `${domain} has no DMARC policy, and large mail services refuse such senders`,
      remedy: `Add a TXT record at _dmarc.${domain}, at first "v=DMARC1; p=none; rua=mailto:you@${domain}".`,
    }
  const policy = /;\s*p=(\w+)/i.exec(record)?.[1]?.toLowerCase() ?? 'none'
  return policy === 'none'
    ? {
        what,
        is: 'warn',
        found: `${domain}: ${record}`,
        remedy: 'Once your letters pass, ask for p=quarantine, so that others cannot write in your name.',
      }
    : { what, is: 'ok', found: `${domain}: ${record}`, remedy: null }
}
