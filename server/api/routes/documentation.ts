import { Hono } from 'hono'
import { z } from 'zod'
import type { ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { docsPage } from '../docs-page.ts'
import { type OpenApiDocument, openApiDocument } from '../openapi-document.ts'
import { HealthView, ReadyView as Ready, type ReadyView } from '../views.ts'

/** What is said to everybody: that the server is well, and how it is to be asked. */
export function documentationRoutes(
  { version, readiness, metrics }: ApiServices,
  wholeApi: () => Hono<ApiEnv>,
) {
  let made: Promise<OpenApiDocument> | undefined
  const document = () => {
    made ??= openApiDocument(wholeApi(), version)
    return made
  }
  return new Hono<ApiEnv>()
    .get(
      '/health',
      describe({ summary: 'Whether the server answers', tag: 'server', answer: HealthView }),
      (c) => {
        const health: HealthView = { status: 'ok', version }
        return c.json(health)
      },
    )
    .get(
      '/ready',
      describe({
        summary: 'Whether the server can do its work',
        tag: 'server',
        answer: Ready,
        unready: true,
      }),
      async (c) => {
        const { ready, checks } = await readiness()
        const view: ReadyView = { ready, checks: [...checks] }
        return c.json(view, ready ? 200 : 503)
      },
    )
    .get(
      '/metrics',
      describe({ summary: 'Figures of this server for Prometheus', tag: 'server', media: 'text/plain' }),
      async (c) => c.text(await metrics.text(), 200, { 'content-type': metrics.contentType }),
    )
    .get(
      '/openapi.json',
      describe({
        summary: 'This API as an OpenAPI 3.1 document',
        tag: 'server',
        answer: z.looseObject({ openapi: z.string() }),
      }),
      async (c) => c.json({ ...(await document()) }),
    )
    .get(
      '/docs',
      describe({ summary: 'This API as a page to read', tag: 'server', media: 'text/html' }),
      async (c) => c.html(docsPage(await document())),
    )
}
