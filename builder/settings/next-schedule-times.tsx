import { useQuery } from '@tanstack/react-query'
import { nextDue, scheduleProblem } from '#engine/schedule.ts'
import { companyQuery } from '../data/queries.ts'
import { NextTimes } from '../inspect/next-times.tsx'

const SHOWN = 5

/** The next times a schedule that nobody has saved comes due, by the company's clock. */
export function NextScheduleTimes({ schedule, timeZone }: { schedule: string; timeZone: string }) {
  // The company's own day, which may not be that of this computer.
  const asOf = useQuery(companyQuery).data?.asOf
  if (asOf === undefined || scheduleProblem(schedule) !== null) return null
  const times = nextDue(schedule, { after: new Date(`${asOf}T12:00:00Z`), timeZone, count: SHOWN })
  return <NextTimes times={times} timeZone={timeZone} />
}
