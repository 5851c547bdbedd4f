import { Cron } from 'croner'
import { describe, expect, test } from 'vitest'
import { nextDue } from '#engine/schedule.ts'
import { instantAt, wallClockAt } from '#engine/wall-clock.ts'
import { seededNumbers } from '../bench/seeded-numbers.ts'

/*
 * What a schedule means where clocks change: a time that spring leaves out comes due by the old clock (02:30 becomes
 * 03:30), and a time that autumn shows twice comes due once, the first time.
 */

// DUNLIN_CASES is how many pairs of a zone and a schedule are tried; 5000 is every zone with 200 schedules.
const CASES = Number(process.env.DUNLIN_CASES ?? 6)
const SEED = Number(process.env.DUNLIN_SEED ?? 20_260_316)
const ZONES = [
  'UTC',
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Santiago',
  'America/Havana',
  'Atlantic/Azores',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Helsinki',
  'Europe/Istanbul',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Tehran',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Pacific/Auckland',
  'Pacific/Chatham',
]
const YEARS = [2026, 2027, 2028]

type Tried = { readonly timeZone: string; readonly schedule: string }

function tried(count: number): Tried[] {
  const random = seededNumbers(SEED)
  const among = (values: readonly string[]) => values[Math.floor(random() * values.length)]!
  return Array.from({ length: count }, (_, at) => {
    const minute = among(['0', '30', '15', '45', '5'])
    // A time of the day: schedules of many times an hour have no one answer on the day the clocks change.
    const hour = among(['0', '1', '2', '3', '4', '10', '12', '23'])
    const day = among(['*', '*', '*', '1', '15', '31', '1,15'])
    const month = among(['*', '*', '*', '3', '10', '3,10,11'])
    const weekday = day === '*' ? among(['*', '*', '1-5', '0', '6,0']) : '*'
    return { timeZone: ZONES[at % ZONES.length]!, schedule: `${minute} ${hour} ${day} ${month} ${weekday}` }
  })
}

/** The first times a schedule comes due in the three years. */
function ours({ timeZone, schedule }: Tried, count: number): string[] {
  const after = new Date(Date.UTC(YEARS[0]!, 0, 1))
  return nextDue(schedule, { after, timeZone, count }).map((due) => due.toISOString())
}

/** The same by walking over the days of the wall calendar, and asking Intl alone what instant a time of a day is. */
function byDays({ timeZone, schedule }: Tried): string[] {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = schedule.split(' ')
  const has = (field: string, value: number) =>
    field === '*' ||
    field.split(',').some((part) => {
      const [from = 0, to = from] = part.split('-').map(Number)
      return from <= value && value <= to
    })
  const found: string[] = []
  // From the day before: west of Greenwich it is still the old year when ours begins.
  for (let at = Date.UTC(YEARS[0]!, 0, 0); at < Date.UTC(YEARS.at(-1)! + 1, 0, 2); at += 86_400_000) {
    const date = new Date(at)
    if (
      !has(day, date.getUTCDate()) ||
      !has(month, date.getUTCMonth() + 1) ||
      !has(weekday, date.getUTCDay())
    )
      continue
    const due = instantAt(
      { day: date.toISOString().slice(0, 10) as never, minutes: Number(hour) * 60 + Number(minute) },
      timeZone,
    )
    found.push(due.toISOString())
  }
  const [from, to] = [`${YEARS[0]}-01-01T00:00:00.000Z`, `${YEARS.at(-1)! + 1}-01-01T00:00:00.000Z`]
  return found.filter((due) => due > from && due < to)
}

describe('a schedule', () => {
  test(`comes due when the calendar on the wall says so, in ${ZONES.length} zones over three years`, () => {
    const cases = tried(CASES)
    const wrong = cases.flatMap((each) => {
      const expected = byDays(each)
      const due = ours(each, expected.length)
      const at = expected.findIndex((instant, position) => instant !== due[position])
      return at === -1 && due.length === expected.length
        ? []
        : [{ ...each, expected: expected[at], found: due[at] }]
    })
    expect(wrong).toEqual([])
  })

  test('agrees with another scheduler wherever no clock changes', () => {
    const cases = tried(CASES).filter(({ timeZone }) =>
      ['UTC', 'Asia/Kolkata', 'Asia/Tokyo', 'Asia/Kathmandu'].includes(timeZone),
    )
    expect(cases.length).toBeGreaterThan(0)
    for (const each of cases) {
      const other = new Cron(each.schedule, { timezone: each.timeZone })
      const due = ours(each, 20)
      const start = new Date(Date.UTC(YEARS[0]!, 0, 1))
      expect([each, due]).toEqual([each, other.nextRuns(due.length, start).map((next) => next.toISOString())])
    }
  })

  test.each([
    ['30 2 * * *', '2026-03-08', '2026-03-08T07:30:00.000Z', 3 * 60 + 30],
    ['30 1 * * *', '2026-11-01', '2026-11-01T05:30:00.000Z', 60 + 30],
  ])('F51: %s in New York runs once on %s, when the clocks change', (schedule, day, expected, minutes) => {
    const after = new Date(`${day}T00:00:00Z`)
    const due = nextDue(schedule, { after, timeZone: 'America/New_York', count: 3 })
      .map((at) => at.toISOString())
      .filter((at) => at.startsWith(day))
    expect(due).toEqual([expected])
    expect(wallClockAt(new Date(expected), 'America/New_York')).toEqual({ day, minutes })
  })
})
