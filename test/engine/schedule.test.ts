import { Cron } from 'croner'
import { describe, expect, test } from 'vitest'
import { nextDue } from '#engine/schedule.ts'
import { wallClockAt } from '#engine/wall-clock.ts'
import { seededNumbers } from '../bench/seeded-numbers.ts'

/*
 * What a schedule means where clocks change: a time that spring leaves out comes due by the old clock (02:30 becomes
 * 03:30), and a time that autumn shows twice comes due once, the first time. Croner, which shares no code with ours, means the
 * same of spring; in autumn it takes the first time in some zones and the second in others, mostly east of Greenwich. That is
 * the one difference let pass here: the same time on the wall, ours earlier.
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
    const hour = among(['0', '1', '2', '3', '4', '10', '12', '23', '1,2,3', '0,12'])
    const day = among(['*', '*', '*', '1', '15', '31', '1,15', 'L'])
    const month = among(['*', '*', '*', '3', '10', '3,10,11'])
    const weekday = day === '*' ? among(['*', '*', '1-5', '0', '6,0']) : '*'
    return { timeZone: ZONES[at % ZONES.length]!, schedule: `${minute} ${hour} ${day} ${month} ${weekday}` }
  })
}

const START = new Date(Date.UTC(YEARS[0]!, 0, 1))
const END = new Date(Date.UTC(YEARS.at(-1)! + 1, 0, 1))

/** Every time a schedule comes due in the three years. */
function ours({ timeZone, schedule }: Tried): string[] {
  return withinTheYears((after) => nextDue(schedule, { after, timeZone, count: 400 }))
}

/**
 * The same by another scheduler. It counts by the clock of its process, and leaves out whatever falls into a gap of that one; so
 * it is asked in a process whose clock has none.
 */
function theirs({ timeZone, schedule }: Tried): string[] {
  const { TZ } = process.env
  process.env.TZ = 'UTC'
  try {
    const other = new Cron(schedule, { timezone: timeZone })
    return withinTheYears((after) => other.nextRuns(400, after))
  } finally {
    if (TZ === undefined) delete process.env.TZ
    else process.env.TZ = TZ
  }
}

function withinTheYears(next: (after: Date) => readonly Date[]): string[] {
  const found: string[] = []
  for (let after = START; after < END; ) {
    const due = next(after)
    for (const at of due) if (at < END) found.push(at.toISOString())
    after = due.at(-1) ?? END
  }
  return found
}

/** What a clock on the wall shows, asked of the platform alone. */
function shownAt(instant: string, timeZone: string): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone })
}

/** Two instants that the clock on the wall shows alike, of which ours is the first. */
function isFold([our, their]: readonly [string | undefined, string | undefined], timeZone: string) {
  if (our === undefined || their === undefined) return false
  const apart = Date.parse(their) - Date.parse(our)
  return apart > 0 && apart <= 3_600_000 && shownAt(our, timeZone) === shownAt(their, timeZone)
}

describe('a schedule', () => {
  // In full it takes a second a schedule on a busy machine.
  test(`comes due when another scheduler says so, in ${ZONES.length} zones over three years`, {
    timeout: 60_000 + CASES * 1000,
  }, () => {
    const wrong: unknown[] = []
    let times = 0
    let folds = 0
    for (const each of tried(CASES)) {
      const [own, other] = [ours(each), theirs(each)]
      times += own.length
      for (let at = 0; at < Math.max(own.length, other.length); at++) {
        if (own[at] === other[at]) continue
        if (isFold([own[at], other[at]], each.timeZone)) folds += 1
        else {
          wrong.push({ ...each, ours: own[at], theirs: other[at] })
          break
        }
      }
    }
    if (CASES > 100)
      console.info(`${CASES} schedules, ${times} times, ${folds} times taken at their first showing`)
    expect(wrong).toEqual([])
    expect(times).toBeGreaterThan(0)
  })

  test.each([
    ['30 2 * * *', '2026-03-08', '2026-03-08T07:30:00.000Z', 3 * 60 + 30],
    ['30 2 * * *', '2026-11-01', '2026-11-01T07:30:00.000Z', 2 * 60 + 30],
    ['30 1 * * *', '2026-03-08', '2026-03-08T06:30:00.000Z', 60 + 30],
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
