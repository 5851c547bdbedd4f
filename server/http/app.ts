import { Hono } from 'hono'
import { type ApiServices, createApi } from '#server/api/api.ts'
import { answerProblem } from '#server/api/problem.ts'
import { ownHostOnly } from '#server/auth/own-pages.ts'
import { builderFiles } from './builder-files.ts'
import { type PageVariables, securityHeaders } from './security-headers.ts'

/** Asked by what watches over the server, which may know it by another name. They tell nothing that is anybody's. */
const PROBES: readonly string[] = ['/api/health', '/api/ready']

/** The whole of what the server answers: the API under `/api`, signing in included, and the builder's pages everywhere else. */
export function createHttpApp({ builderDir, ...services }: ApiServices & { builderDir: string }) {
  const { baseUrl } = services.auth
  const api = createApi(services)
  const ownHost = ownHostOnly(baseUrl)
  const app = new Hono<PageVariables>()
  app.use(securityHeaders({ isEncrypted: baseUrl.startsWith('https:') }))
  app.use(async (c, next) => (PROBES.includes(c.req.path) ? next() : ownHost(c, next)))
  app.use('/api/*', async (c, next) => {
    await next()
    // Books change at any moment, and what they hold is nobody's but the reader's.
    c.header('cache-control', 'no-store')
  })
  // The connection goes along: attempts to sign in are counted by its address.
  app.all('/api/*', (c) => api.fetch(c.req.raw, c.env))
  app.get('*', builderFiles(builderDir))
  app.onError(answerProblem)
  return app
}
