import type { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'
import type { ApiEnv } from './api-context.ts'

/** The OpenAPI 3.1 document of the routes, from the descriptions and schemas that stand at them. */
export async function openApiDocument(api: Hono<ApiEnv>, version: string) {
  const document = await generateSpecs(api, {
    excludeStaticFile: false,
    defaultValidationErrorResponse: false,
    documentation: {
      info: {
        title: 'Dunlin',
        version,
        description:
          'Accounts receivable rules: who is touched, why, and what was done. Amounts are decimal text with their currency, days are calendar dates, instants are ISO 8601 in UTC. Changes take an Idempotency-Key; lists go on by their cursor; refusals are problem details (RFC 9457) that say what to do.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'dunlin.session_token' },
          key: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { key: [] }],
    },
  })
  const [first] = Object.values(document.paths)
  if (first === undefined) throw new Error('The API has no routes to describe.')
  return document
}

export type OpenApiDocument = Awaited<ReturnType<typeof openApiDocument>>
