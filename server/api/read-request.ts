import { createMiddleware } from 'hono/factory'
import { validator } from 'hono-openapi'
import { z } from 'zod'
import { english } from '#engine/words/english.ts'
import { phraseBook } from '#engine/words/phrase-book.ts'
import { plainShapes } from '#server/words/plain-shapes.ts'
import { ContentTypeError, RequestInvalidError } from './errors.ts'

/** Reads the query of a request through its schema; the handler finds it as `c.req.valid('query')`. */
export function readQuery<S extends z.ZodType>(schema: S) {
  return validator('query', schema, (read) => {
    if (!read.success) throw unreadable('query', read.error)
  })
}

/** Reads the path of a request through a schema; the handler finds it as `c.req.valid('param')`. */
export function readPath<S extends z.ZodType>(schema: S) {
  return validator('param', schema, (read) => {
    if (!read.success) throw unreadable('address', read.error)
  })
}

/** Reads the JSON body of a request through its schema; the handler finds it as `c.req.valid('json')`. */
export function readBody<S extends z.ZodType>(schema: S) {
  return validator('json', schema, (read) => {
    if (!read.success) throw unreadable('body', read.error)
    refuseUnstorable(read.data, 'body')
  })
}

/**
 * Refuses a body that is not stated to be JSON: a form of another site could send one without being asked. A request that changes
 * something and says nothing more has no body, though it comes with an empty one from the network.
 */
export const jsonOnly = createMiddleware(async (c, next) => {
  const type = c.req.header('content-type')
  const isJson = /^application\/(json|problem\+json)(;|$)/i.test(type ?? '')
  if (!isJson && c.req.raw.body !== null && (await c.req.text()) !== '')
    throw new ContentTypeError({ found: type, expected: 'application/json' })
  await next()
})

const plain = phraseBook(plainShapes, english.values)

type Issue = {
  readonly message: string
  readonly path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined
}

function unreadable(where: string, issues: readonly Issue[]): RequestInvalidError {
  const problems = issues.map(({ message, path = [] }) => ({
    path: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    message: plain(message),
  }))
  const lines = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return new RequestInvalidError(`Cannot read the ${where} of this request: ${lines.join('; ')}`, {
    problems,
  })
}

/** Refuses text no database stores: NUL characters and halves of surrogate pairs. */
export function refuseUnstorable(value: unknown, where: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      throw new RequestInvalidError(
        `The ${where} of this request holds a character that no database stores (NUL or half of a pair). Leave it out.`,
      )
  } else if (Array.isArray(value)) for (const each of value) refuseUnstorable(each, where)
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) {
      refuseUnstorable(key, where)
      refuseUnstorable(each, where)
    }
}

const FIRST_DAY = '1900-01-01'

/** A day in a request. Books reach back a lifetime and no further; databases refuse the year 0. */
export const DayAsked = z.iso
  .date()
  .refine((day) => day >= FIRST_DAY, { error: `must not be before ${FIRST_DAY}` })
  .brand<'CalendarDate'>()

/** An id in a request. */
export const IdAsked = z.string().min(1).max(200)
/** Why somebody does something, for the audit. */
export const Why = z.string().trim().min(1).max(500)
/** One line of text. */
export const LineAsked = z.string().trim().min(1).max(500)
/** What an amount is written as: decimal text, such as `1250.00`. */
export const AmountAsked = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/)
