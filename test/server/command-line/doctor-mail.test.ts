import { expect, test } from 'vitest'
import { mailFindings } from '#server/command-line/doctor-mail.ts'
import { mailSender } from '#server/database/mail-tables.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aDnsServer } from '../mail/a-dns-server.ts'

const database = freshDatabase()

test('the doctor says where letters go and what the domain of their sender lacks', async () => {
  const companyId = await database.aCompany({ id: 'acme' })
  expect(await mailFindings(database.db, companyId, { env: {} })).toEqual([])
  await database.db.insert(mailSender).values({
    companyId,
    entityId: '',
    kind: 'resend',
    from: { name: 'Dunlin Inc.', address: 'ar@Dunlin.example' },
    replyTo: { name: 'Rosa', address: 'rosa@dunlin.example' },
    setBy: 'ada',
    setAt: new Date('2026-03-16T09:00:00Z'),
  })
  const { resolver, stop } = await aDnsServer({
    'send.dunlin.example': ['v=spf1 include:amazonses.com ~all'],
    'resend._domainkey.dunlin.example': ['p=MIGfMA0GCSqGSIb3DQEBAQUAA4GN'],
  })
  const look = async (env: Record<string, string>) =>
    (await mailFindings(database.db, companyId, { env, resolver })).map(({ check, is }) => `${is} ${check}`)
  try {
    expect(await look({ DUNLIN_ENV: 'production' })).toEqual([
      'ok mail acme',
      'ok SPF dunlin.example',
      'ok DKIM dunlin.example',
      'fail DMARC dunlin.example',
    ])
    expect((await look({}))[0]).toBe('warn mail acme')
    expect((await look({ DUNLIN_ENV: 'production', DUNLIN_MAIL_OVERRIDE: 'a@b.example' }))[0]).toBe(
      'warn mail acme',
    )
  } finally {
    await stop()
  }
})
