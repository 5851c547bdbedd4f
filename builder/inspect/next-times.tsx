import { useQuery } from '@tanstack/react-query'
import { nextDue, scheduleProblem } from '#engine/schedule.ts'
import { companyQuery } from '../data/queries.ts'
import { LOCALE } from '../format/locale.ts'
import { words } from '../words/words.ts'

const text = words.inspect.trigger
const SHOWN = 5

/** The next times a schedule comes due, by the company's clock. */
export function NextTimes({ schedule, timeZone }: { schedule: string; timeZone: string }) {
  // The company's own day, which in the demo is not that of this computer.
  const asOf = useQuery(companyQuery).data?.asOf
  if (asOf === undefined || scheduleProblem(schedule) !== null) return null
  const format = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'short', timeZone })
  const times = nextDue(schedule, { after: new Date(`${asOf}T12:00:00Z`), timeZone, count: SHOWN })
  return (
    <section className="next-times" aria-label={text.next}>
      <h3>{text.next}</h3>
      <ol className="plain-list">
        {times.map((time) => (
          <li key={time.toISOString()}>{format.format(time)}</li>
        ))}
      </ol>
    </section>
  )
}
