import type { MiddlewareHandler } from 'hono'
import { type DescribeRouteOptions, resolver, uniqueSymbol } from 'hono-openapi'
import type { z } from 'zod'
import type { ApiEnv } from './api-context.ts'
import { answerAsTable, asksForTable } from './table-answer.ts'
import { ProblemView } from './views.ts'

type Description = {
  readonly summary: string
  readonly tag: string
  /** The view of the answer; absent for a route that answers with something other than JSON. */
  readonly answer?: z.ZodType
  readonly status?: 200 | 201 | 202
  /** The key of the answer under which the rows stand that can also be had as CSV. */
  readonly table?: string
  /** The type of an answer that is not JSON. */
  readonly media?: string
  readonly body?: DescribeRouteOptions['requestBody']
  /** True for a route that gives the same answer with 503 while the server cannot do its work. */
  readonly unready?: boolean
}

const PROBLEMS: Record<string, string> = {
  400: 'The request cannot be read.',
  401: 'Nobody is signed in.',
  403: 'Who asks may not do this.',
  404: 'There is no such thing.',
  405: 'The address does not take this method.',
  409: 'Something has changed since, or is under way.',
  413: 'The body is too large.',
  415: 'The body is of another kind.',
  422: 'The request is understood and not possible.',
  429: 'Too many requests.',
}

/**
 * Describes a route for the OpenAPI document and, where its answer is a table, gives it as CSV to whoever asks for that.
 * The description stands at the route, so that a route cannot be added without one.
 */
export function describe(description: Description): MiddlewareHandler<ApiEnv> {
  const { table } = description
  const handler: MiddlewareHandler<ApiEnv> = async (c, next) => {
    await next()
    if (table !== undefined && asksForTable(c) && c.res.status === 200) c.res = await answerAsTable(c, table)
  }
  return Object.assign(handler, { [uniqueSymbol]: { spec: specOf(description) } })
}

function specOf({
  summary,
  tag,
  answer,
  status = 200,
  table,
  media,
  body,
  unready,
}: Description): DescribeRouteOptions {
  const problem = { 'application/problem+json': { schema: resolver(ProblemView) } }
  return {
    summary,
    tags: [tag],
    ...(body && { requestBody: body }),
    responses: {
      [status]: {
        description: 'Done.',
        content: {
          ...(answer && { 'application/json': { schema: resolver(answer) } }),
          ...(table !== undefined && { 'text/csv': { schema: { type: 'string' } } }),
          ...(media !== undefined && { [media]: { schema: { type: 'string' } } }),
        },
      },
      ...(unready &&
        answer && {
          503: { description: 'Not now.', content: { 'application/json': { schema: resolver(answer) } } },
        }),
      ...Object.fromEntries(
        Object.entries(PROBLEMS).map(([code, text]) => [code, { description: text, content: problem }]),
      ),
    },
  }
}
