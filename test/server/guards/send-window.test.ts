import { describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS, LimitsChange, limitsOf } from '#server/guards/company-limits.ts'
import { knowsHolidaysOf } from '#server/guards/holidays.ts'
import { nextSendTime } from '#server/guards/send-window.ts'

const at = (
  now: string,
  more: { timeZone?: string; country?: string | null; window?: [string, string] } = {},
) => {
  const { timeZone = 'America/New_York', country = null, window = ['09:00', '16:30'] } = more
  const [from, to] = window
  const found = nextSendTime({
    limits: { ...DEFAULT_LIMITS, sendWindow: { from, to } },
    timeZone,
    country,
    now: new Date(now),
  })
  return found.now ? 'now' : found.at.toISOString()
}

describe('when a letter may leave', () => {
  test.each([
    ['just before it opens', '2026-03-16T12:59:59Z', '2026-03-16T13:00:00.000Z'],
    ['as it opens', '2026-03-16T13:00:00Z', 'now'],
    ['in its last minute', '2026-03-16T20:30:59Z', 'now'],
    ['after it closed', '2026-03-16T20:31:00Z', '2026-03-17T13:00:00.000Z'],
    ['on Friday evening', '2026-03-20T22:00:00Z', '2026-03-23T13:00:00.000Z'],
  ])('%s', (_, now, expected) => {
    expect(at(now)).toBe(expected)
  })

  test('F19: a pause lifted on a Saturday evening lets nothing go before Monday morning', () => {
    expect(at('2026-03-14T23:00:00Z')).toBe('2026-03-16T13:00:00.000Z')
  })

  test('F50: what is put off in New York until 06:00 over 1 November leaves at 06:00 by the clock there', () => {
    const early: { window: [string, string] } = { window: ['06:00', '16:30'] }
    expect(at('2026-10-30T23:00:00Z', early)).toBe('2026-11-02T11:00:00.000Z')
    expect(at('2026-10-29T23:00:00Z', early)).toBe('2026-10-30T10:00:00.000Z')
  })

  test('F51: a window that opens at a time the clock change leaves out opens all the same, once', () => {
    const everyDay = (now: string) =>
      nextSendTime({
        limits: {
          ...DEFAULT_LIMITS,
          businessDays: [1, 2, 3, 4, 5, 6, 7],
          sendWindow: { from: '02:30', to: '03:45' },
        },
        timeZone: 'America/New_York',
        country: null,
        now: new Date(now),
      })
    expect(everyDay('2026-03-08T06:00:00Z')).toMatchObject({ at: new Date('2026-03-08T07:30:00Z') })
    expect(everyDay('2026-03-08T07:30:00Z')).toEqual({ now: true })
  })

  test('F52: what falls due on a Sunday leaves on Monday at nine, and is not dropped', () => {
    expect(at('2026-03-15T15:00:00Z')).toBe('2026-03-16T13:00:00.000Z')
  })

  test('holidays of the legal entity count, and those of a part of a country', () => {
    // Thanksgiving; and Corpus Christi, which Bavaria has and Berlin has not.
    expect(at('2026-11-26T15:00:00Z', { country: 'US' })).toBe('2026-11-27T14:00:00.000Z')
    expect(at('2026-11-26T15:00:00Z')).toBe('now')
    const berlin = { timeZone: 'Europe/Berlin' }
    expect(at('2026-06-04T10:00:00Z', { ...berlin, country: 'DE-BY' })).toBe('2026-06-05T07:00:00.000Z')
    expect(at('2026-06-04T10:00:00Z', { ...berlin, country: 'DE-BE' })).toBe('now')
  })

  test('over New Year the days of the next year are known', () => {
    expect(at('2026-12-31T22:00:00Z', { country: 'US' })).toBe('2027-01-04T14:00:00.000Z')
  })
})

describe('the limits of a company', () => {
  test('have their defaults, and what is set stands beside other settings', () => {
    expect(limitsOf({})).toEqual(DEFAULT_LIMITS)
    expect(limitsOf({ soloMode: true, holdsPerDay: 9 })).toEqual({ ...DEFAULT_LIMITS, holdsPerDay: 9 })
  })

  test.each([
    [{ sendWindow: { from: '16:30', to: '09:00' } }, 'must open before it closes'],
    [{ sendWindow: { from: '9', to: '25:00' } }, 'must be a time such as "09:00"'],
    [{ businessDays: [0] }, 'Monday is 1 and Sunday is 7'],
    [{ businessDays: [] }, 'at least one day'],
    [{ country: 'Bavaria' }, 'must be a country such as "US"'],
    [{ schedule: '* * *' }, 'Write five fields'],
    [{ mailOverride: 'test@example.com' }, 'mailOverride'],
    [{ holdsperday: 3 }, 'holdsperday'],
  ])('refuse %j and say what would be right', (change, expected) => {
    const parsed = LimitsChange.safeParse(change)
    expect(parsed.success).toBe(false)
    expect(parsed.error?.issues.map(({ message }) => message).join('; ')).toContain(expected)
  })

  test('know the holidays of countries and their parts, and no others', () => {
    expect(['US', 'DE', 'DE-BY', 'US-CA'].map(knowsHolidaysOf)).toEqual([true, true, true, true])
    expect(['XX', 'us', 'DE-XX', 'constructor', 'DE-BY-A'].map(knowsHolidaysOf)).toEqual(Array(5).fill(false))
  })
})
