import { expect, test } from 'vitest'
import { serverSettingsOf } from '#server/operations/server-settings.ts'

test('a server without settings logs warnings and is told of no database', () => {
  expect(serverSettingsOf({ PATH: '/bin', DATABASE_URL: '', DUNLIN_URL: ' ' })).toEqual({
    DUNLIN_LOG: 'warn',
    DUNLIN_HEARTBEAT_SECONDS: 30,
    DUNLIN_DOCUMENTS_A_SHARE: 20_000,
    DUNLIN_ANSWER_SECONDS: 20,
    DUNLIN_MARGIN_SECONDS: 30,
    DUNLIN_CLAIM_SECONDS: 120,
    DUNLIN_LOOK_UP_SECONDS: 60,
  })
})

test('a setting that cannot be meant is refused by name (Poisoned links in account mail)', () => {
  expect(() => serverSettingsOf({ DUNLIN_URL: 'javascript:alert(1)' })).toThrow('DUNLIN_URL')
  expect(() => serverSettingsOf({ DUNLIN_URL: 'dunlin.example.com' })).toThrow('such as https://')
  expect(() => serverSettingsOf({ DUNLIN_LOG: 'loud' })).toThrow('DUNLIN_LOG')
  expect(() => serverSettingsOf({ DUNLIN_CLAIM_SECONDS: '0' })).toThrow('DUNLIN_CLAIM_SECONDS')
})
