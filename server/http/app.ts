import { Hono } from 'hono'
import { type ApiServices, createApi } from '#server/api/api.ts'
import { answerProblem } from '#server/api/problem.ts'
import { builderFiles } from './builder-files.ts'
import { sameMachineOnly } from './same-machine.ts'
import { type PageVariables, securityHeaders } from './security-headers.ts'

/** The whole of what the server answers: the API under `/api`, and the builder's pages everywhere else. */
export function createHttpApp({ builderDir, ...services }: ApiServices & { builderDir: string }) {
  const api = createApi(services)
  const app = new Hono<PageVariables>()
  app.use(securityHeaders)
  app.use(sameMachineOnly)
  app.use('/api/*', async (c, next) => {
    await next()
    // Books change at any moment, and what they hold is nobody's but the reader's.
    c.header('cache-control', 'no-store')
  })
  app.all('/api/*', (c) => api.fetch(c.req.raw))
  app.get('*', builderFiles(builderDir))
  app.onError(answerProblem)
  return app
}
