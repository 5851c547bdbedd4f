import { expect, test } from 'vitest'
import { checkDomain } from '#server/mail/domain-checks.ts'
import { aDnsServer } from './a-dns-server.ts'

async function look(
  records: Readonly<Record<string, readonly string[]>>,
  { domain = 'dunlin.example', kind = 'resend' }: { domain?: string; kind?: 'resend' | 'smtp' } = {},
) {
  const { resolver, stop } = await aDnsServer(records)
  try {
    const found = await checkDomain(resolver, { domain, kind })
    return Object.fromEntries(found.map(({ what, is, found: text }) => [what, `${is}: ${text}`]))
  } finally {
    await stop()
  }
}

const GOOD = {
  'send.dunlin.example': ['v=spf1 include:amazonses.com ~all'],
  'resend._domainkey.dunlin.example': ['p=MIGfMA0GCSqGSIb3DQEBAQUAA4GN'],
  '_dmarc.dunlin.example': ['v=DMARC1; p=quarantine; rua=mailto:dmarc@dunlin.example'],
}

test('a domain that is set up for Resend has nothing to mend', async () => {
  expect(await look(GOOD)).toEqual({
    SPF: 'ok: send.dunlin.example: v=spf1 include:amazonses.com ~all',
    DKIM: 'ok: resend._domainkey.dunlin.example holds a key',
    DMARC: 'ok: dunlin.example: v=DMARC1; p=quarantine; rua=mailto:dmarc@dunlin.example',
  })
})

test('a domain that says nothing of its mail is told what is missing', async () => {
  expect(await look({})).toEqual({
    SPF: 'fail: send.dunlin.example does not say who may send for it',
    DKIM: 'fail: resend._domainkey.dunlin.example holds no key',
    DMARC: 'fail: dunlin.example has no DMARC policy, and large mail services refuse such senders',
  })
})

test.each([
  [['v=spf1 a ~all', 'v=spf1 mx ~all'], 'fail: dunlin.example has 2 SPF records, so none counts'],
  [['v=spf1 +all'], 'fail: dunlin.example lets everybody send for it ("v=spf1 +all")'],
  [['google-site-verification=x', 'v=spf1 mx -all'], 'ok: dunlin.example: v=spf1 mx -all'],
])('who may send for the domain of a mail server: %j is %s', async (records, expected) => {
  expect(await look({ 'dunlin.example': records }, { kind: 'smtp' })).toMatchObject({ SPF: expected })
})

test('a domain below another follows the policy of that one, and "none" is worth a word', async () => {
  const found = await look(
    { '_dmarc.dunlin.example': ['v=DMARC1; p=none'] },
    { domain: 'mail.dunlin.example' },
  )
  expect(found.DMARC).toBe('warn: mail.dunlin.example: v=DMARC1; p=none')
})

test('a key that was withdrawn is none', async () => {
  const found = await look({ ...GOOD, 'resend._domainkey.dunlin.example': ['v=DKIM1; p='] })
  expect(found.DKIM).toBe('fail: the key of dunlin.example was withdrawn')
})

test('where no DNS server answers, everything is skipped and nothing is blamed', async () => {
  const { resolver, stop } = await aDnsServer({})
  await stop()
  const found = await checkDomain(resolver, { domain: 'dunlin.example', kind: 'resend' })
  expect(found.map(({ is, found: text }) => [is, text.split(':')[0]])).toEqual([
    ['warn', 'skipped'],
    ['warn', 'skipped'],
    ['warn', 'skipped'],
  ])
})
