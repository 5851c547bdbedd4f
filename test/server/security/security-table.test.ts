import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const TEST = resolve(import.meta.dirname, '../..')

type Proof = readonly [file: string, test: string]

/**
 * What went wrong elsewhere, and the tests that say it cannot here: each by its file below `test/` and words of its name. A threat
 * is a line of this table or it has been forgotten.
 */
const THREATS: Readonly<Record<string, readonly Proof[]>> = {
  'expression or code injection by rule authors': [
    ['server/security/rules-are-data.test.ts', 'expression or code injection: what stands in the texts'],
    ['server/security/rules-are-data.test.ts', '"%s" is no fact, no operator and no act'],
    ['layers.test.ts', 'nothing is evaluated that somebody wrote as text'],
    ['engine/condition.test.ts', "['a search for a path'"],
  ],
  'engine dependency RCE': [
    ['server/security/rules-are-data.test.ts', 'engine dependency RCE: the path %s runs nothing'],
    ['server/security/supply-chain.test.ts', 'engine dependency RCE: %s is not older than %s'],
  ],
  'rule that matches everyone': [
    ['server/security/rules-are-data.test.ts', 'rule that matches everyone: a group without conditions'],
    ['engine/condition.test.ts', "['an empty group within'"],
    ['engine/condition.test.ts', 'A condition has at most 200 leaves.'],
    ['engine/check-rule.test.ts', 'an audience nobody belongs to is refused'],
  ],
  'template injection': [['server/mail/compose-mail.test.ts', "'{{ customer.constructor }}'"]],
  'HTML e-mail injection and phishing': [
    ['server/mail/compose-mail.test.ts', 'tags and quotes are shown as they were written and are no markup'],
    ['server/mail/compose-mail.test.ts', 'marks that turn or hide text are taken out'],
    ['server/api/api.test.ts', 'shows a letter under a policy that lets it run and load nothing'],
  ],
  'mail header and recipient injection': [
    ['server/mail/senders.test.ts', "'Mail header and recipient injection: nothing leaves for %j'"],
    ['server/mail/senders.test.ts', 'Mail header and recipient injection: a name cannot bring a second'],
    ['server/mail/senders.test.ts', 'Mail header and recipient injection: a line end in a subject'],
    ['server/mail/sender-of.test.ts', 'outside production nothing leaves for customers'],
    ['server/mail/compose-mail.test.ts', 'a line end starts no header and no paragraph'],
  ],
  'poisoned links in account mail': [
    ['server/auth/sign-in-service.test.ts', "'a spoofed %s (%s) changes no address we give out'"],
    ['server/auth/own-pages.test.ts', "describe('poisoned links'"],
    ['server/operations/server-settings.test.ts', '(Poisoned links in account mail)'],
    ['server/api/mail.test.ts', 'Poisoned links in account mail: a payment link leads to a listed host'],
  ],
  'first-admin race': [['server/auth/first-admin.test.ts', '50 parallel first sign-ups']],
  'trusting request shape': [
    ['server/api/routes.test.ts', 'trusting request shape: a body of type "%s" is not taken for JSON'],
    ['server/auth/own-pages.test.ts', "describe('trusting request shape'"],
    ['server/api/imports.test.ts', 'refuses a form with anything but one file'],
  ],
  'arbitrary file write / read': [
    ['server/security/every-route.test.ts', 'arbitrary file write / read: an id that is a path'],
    ['server/api/imports.test.ts', 'takes no path from the name of a file'],
    ['server/http/app.test.ts', "'answer %s with no file of the disk'"],
  ],
  'SSRF through ERP, webhook and OIDC addresses': [
    [
      'server/security/outside-addresses.test.ts',
      'SSRF: a mail service that points elsewhere is not followed',
    ],
    ['server/security/outside-addresses.test.ts', 'SSRF: %s is no address of a mail service'],
    ['server/auth/sign-in-service.test.ts', 'take no address that is not protected'],
    ['server/api/mail.test.ts', 'keeps a secret only for the service it was entered for'],
  ],
  'CSV / formula injection, both ways': [
    ['server/operations/csv.test.ts', 'a line of an export (CSV or formula injection)'],
    ['server/api/manual-records.test.ts', 'CSV / formula injection: a name that begins like a formula'],
    ['connectors/files/workbook-and-json.test.ts', 'one that unpacks to too much is refused'],
    ['connectors/files/mapping.test.ts', 'naming a header that stands twice is refused'],
  ],
  'tenant confusion': [
    ['server/security/every-route.test.ts', 'tenant confusion: no route shows or changes anything'],
    ['server/auth/api-keys.test.ts', 'somebody of two companies has to say which; there is no fallback'],
    ['server/database/migrations.test.ts', 'the company leads the primary key of every table'],
  ],
  'auth plugin flaws': [
    ['server/api/routes.test.ts', 'has its act in the table of roles, and the table names no other'],
    ['server/auth/own-pages.test.ts', "describe('deny by default'"],
    ['server/auth/api-keys.test.ts', "describe('auth plugin flaws'"],
  ],
  'prototype pollution in admin API': [
    ['server/security/every-route.test.ts', 'prototype pollution: no body changes what every object has'],
  ],
  'privilege over money': [
    ['server/auth/permissions.test.ts', 'privilege over money: who writes a rule cannot alone approve it'],
    ['server/api/rule-editing.test.ts', 'privilege over money: with a credit hold'],
    ['server/api/rule-editing.test.ts', 'privilege over money: what it asks for is approved by nobody'],
    ['server/rules/publish-rule.test.ts', 'a rule that one person alone may not publish'],
  ],
  'business limits bypassed, double click': [
    ['server/api/manual-records.test.ts', 'asking to run now under one key get one run'],
    ['server/api/manual-records.test.ts', 'approving get one change'],
    ['server/rules/publish-request.test.ts', 'approved fifty times at once is published once'],
  ],
  secrets: [
    ['server/operations/planted-secret.test.ts', '(Secrets)'],
    ['server/operations/backup.test.ts', 'holds no secret that could be read'],
    ['server/operations/logger.test.ts', 'a planted secret never appears'],
    ['server/operations/stored-secrets.test.ts', 'brings every secret under the new one'],
  ],
  'forged provider webhooks': [
    ['server/api/mail.test.ts', "describe('Forged provider webhooks'"],
    ['server/api/mail.test.ts', 'an event that comes twice counts once'],
    ['server/api/mail.test.ts', 'what is not signed, signed with another secret, too old, too new'],
    ['server/api/mail.test.ts', 'a report starts nothing'],
  ],
  'fail-open': [
    ['server/security/fail-closed.test.ts', 'fail-open: where a promise, a dispute, a pause'],
    ['server/security/fail-closed.test.ts', 'fail-open: a run that cannot read the holds'],
    ['server/dispatch/acts.test.ts', "'places no hold when %s after the approval'"],
  ],
  'logs and audit tampering': [
    ['server/database/audit.test.ts', '(Logs and audit tampering)'],
    ['server/database/audit.test.ts', 'shows every change of one byte in what a line says'],
    ['server/database/audit.test.ts', 'cannot be changed by the role of the application'],
    ['server/operations/metrics.test.ts', 'takes no id that could write into the log'],
  ],
  'supply chain': [
    ['server/security/supply-chain.test.ts', 'supply chain: every package of the lockfile'],
    ['server/security/supply-chain.test.ts', 'supply chain: only packages that are named'],
  ],
}

describe('the security table', () => {
  test.each(Object.entries(THREATS))('%s', (_threat, proofs) => {
    expect(proofs.length).toBeGreaterThan(0)
    for (const [file, name] of proofs) {
      const path = resolve(TEST, file)
      expect([file, existsSync(path)]).toEqual([file, true])
      expect([file, name, readFileSync(path, 'utf8').includes(name)]).toEqual([file, name, true])
    }
  })

  test('names every test of its own folder', () => {
    const named = new Set(Object.values(THREATS).flatMap((proofs) => proofs.map(([file]) => file)))
    const own = readdirSync(import.meta.dirname).map((file) => `server/security/${file}`)
    expect(own.filter((file) => !named.has(file))).toEqual(['server/security/security-table.test.ts'])
  })

  test('points at tests that run', () => {
    const skipping = Object.values(THREATS)
      .flatMap((proofs) => proofs.map(([file]) => file))
      .filter((file) =>
        /\b(test|describe)\.(skip|todo|only)\b/.test(readFileSync(resolve(TEST, file), 'utf8')),
      )
    expect(skipping).toEqual([])
  })
})
