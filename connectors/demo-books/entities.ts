import type { EpochDay } from '#engine/calendar-date.ts'
import type { Entity, ExchangeRate } from '#engine/ledger.ts'
import type { BookContext } from './book-context.ts'
import { seededRandom } from './random.ts'

/** The two companies of the invented group, and how their documents and records are numbered. */
export const ENTITIES: readonly [Entity, Entity] = [
  {
    id: 'us',
    name: 'Ploverstrand Supply Inc.',
    currency: 'USD',
    timeZone: 'America/New_York',
    country: 'US',
  },
  { id: 'eu', name: 'Ploverstrand Handel GmbH', currency: 'EUR', timeZone: 'Europe/Berlin', country: 'DE' },
]

/** The entity with an id of ours. */
export function entityById(id: 'us' | 'eu'): Entity {
  return ENTITIES[id === 'us' ? 0 : 1]
}

/** What one euro was worth in dollars, every Monday from before the first invoice until today. */
export function weeklyRates(context: BookContext): ExchangeRate[] {
  const random = seededRandom(`${context.seed}/rates`)
  const rates: ExchangeRate[] = []
  let tenThousandths = random.int(10_600, 11_200)
  for (let day: EpochDay = mondayBefore(context.firstDay); day <= context.today; day += 7) {
    tenThousandths = Math.min(11_900, Math.max(10_100, tenThousandths + random.int(-90, 90)))
    rates.push({ from: 'EUR', to: 'USD', on: context.day(day), rate: `1.${String(tenThousandths).slice(1)}` })
  }
  return rates
}

function mondayBefore(day: EpochDay): EpochDay {
  // 1970-01-05 was a Monday.
  return day - ((((day - 4) % 7) + 7) % 7)
}
