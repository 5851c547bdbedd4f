import { LOCALE } from '../format/locale.ts'
import { words } from '../words/words.ts'

const text = words.inspect.trigger

/** The next times something comes due, by the company's clock; nothing where there are none. */
export function NextTimes({ times, timeZone }: { times: readonly Date[]; timeZone: string }) {
  if (times.length === 0) return null
  const format = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'short', timeZone })
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
