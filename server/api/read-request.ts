import { validator } from 'hono/validator'
import { z } from 'zod'
import { RequestInvalidError } from './errors.ts'

/** Reads the query of a request through its schema; the handler finds it as `c.req.valid('query')`. */
export function readQuery<S extends z.ZodType>(schema: S) {
  return validator('query', (query): z.output<S> => readWith(schema, query, 'query'))
}

/** Reads the JSON body of a request through its schema; the handler finds it as `c.req.valid('json')`. */
export function readBody<S extends z.ZodType>(schema: S) {
  return validator('json', (body): z.output<S> => readWith(schema, body, 'body'))
}

function readWith<S extends z.ZodType>(schema: S, found: unknown, where: string): z.output<S> {
  const parsed = schema.safeParse(found)
  if (parsed.success) return parsed.data
  throw new RequestInvalidError(`Cannot read the ${where} of this request: ${z.prettifyError(parsed.error)}`)
}
