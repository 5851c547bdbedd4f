import { describe, expect, test } from 'vitest'
import { assertMay } from '#server/auth/authenticate.ts'
import { ACTS, type Act, KEY_ACTS, may } from '#server/auth/permissions.ts'
import { type Principal, ROLES, type Role } from '#server/auth/principal.ts'

const a = (role: Role, rest: Partial<Principal> = {}): Principal => ({
  ...{
    kind: 'user',
    id: 'u1',
    name: 'Ann',
    companyId: 'heron',
    role,
    entities: null,
    ownCustomersOnly: false,
  },
  scopes: null,
  ...rest,
})

/** What a controller expects of each role, written a second time on purpose. */
const MATRIX: Record<Act, string> = {
  'own-account': 'viewer collector author approver admin',
  read: 'viewer collector author approver admin',
  'work-customers': 'collector approver admin',
  'edit-rules': 'author admin',
  'publish-rules': 'author approver admin',
  'approve-rules': 'approver admin',
  'approve-actions': 'approver admin',
  import: 'author approver admin',
  'run-rules': 'author approver admin',
  'stop-sending': 'collector author approver admin',
  'resume-sending': 'approver admin',
  'read-audit': 'author approver admin',
  'manage-settings': 'admin',
  'manage-users': 'admin',
}

describe('the table of roles', () => {
  test.each(Object.entries(MATRIX))('"%s" is for %s and nobody else', (act, expected) => {
    expect(ROLES.filter((role) => may(a(role), act as Act))).toEqual(expected.split(' '))
  })

  test('says something about every act there is', () => {
    expect(ACTS.toSorted()).toEqual(Object.keys(MATRIX).toSorted())
  })

  test('a viewer changes nothing', () => {
    expect(ACTS.filter((act) => may(a('viewer'), act))).toEqual(['own-account', 'read'])
  })

  test('privilege over money: who writes a rule cannot alone approve it or what it wants to do', () => {
    expect(may(a('author'), 'edit-rules')).toBe(true)
    expect(may(a('author'), 'approve-rules') || may(a('author'), 'approve-actions')).toBe(false)
    expect(may(a('approver'), 'edit-rules')).toBe(false)
  })
})

describe('an API key', () => {
  test('does what it was made for and its role allows, and nothing besides', () => {
    const key = a('viewer', { kind: 'key', scopes: ['read', 'edit-rules'] })
    expect(ACTS.filter((act) => may(key, act))).toEqual(['read'])
  })

  test('never approves, starts sending again or makes users, whatever was written into it', () => {
    const key = a('admin', { kind: 'key', scopes: ACTS })
    expect(ACTS.filter((act) => !may(key, act))).toEqual([
      'own-account',
      'approve-rules',
      'approve-actions',
      'resume-sending',
      'manage-users',
    ])
    expect(KEY_ACTS).toEqual(ACTS.filter((act) => may(key, act)))
  })
})

describe('a refusal', () => {
  test('names the role, the act and the roles that may', () => {
    expect(() => assertMay(a('viewer'), 'approve-actions')).toThrow(
      'Ann has the role viewer, which does not allow "approve-actions". These do: approver, admin.',
    )
  })

  test('of a key names what it was made for', () => {
    expect(() => assertMay(a('admin', { kind: 'key', scopes: ['read'] }), 'import')).toThrow(
      'was made for read and not for "import"',
    )
  })
})
