import { bigint, date, text, timestamp } from 'drizzle-orm/pg-core'
import type { CalendarDate } from '#engine/calendar-date.ts'

/** The company a row belongs to. It leads every primary key, so that no query finds a row without naming its company. */
export const companyId = () => text().notNull()

/** A calendar day: text in code, `date` in the database, an instant never. */
export const day = () => date({ mode: 'string' }).$type<CalendarDate>()

/** An instant with its zone. */
export const instant = () => timestamp({ withTimezone: true, mode: 'date' })

/** A whole number that may pass 2^31: minor units of money, versions, sequences. */
export const whole = () => bigint({ mode: 'number' })
