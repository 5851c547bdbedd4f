import { Server } from 'node:http'
import { serve } from '@hono/node-server'

export type Listening = {
  readonly url: string
  readonly port: number
  /** Stops taking requests, lets those under way finish for a moment, and closes what is left. */
  stop(): Promise<void>
}

/** How long requests under way may take once the server is asked to stop; Ctrl-C has to be over within two seconds. */
const LAST_REQUESTS_MS = 700

/**
 * How long a connection may stay open with nothing asked. Whoever asks again at the moment it is closed is cut off: that is why it is
 * longer than browsers and servers in front keep theirs, and than this process is ever busy without looking.
 */
const IDLE_MS = 75_000

type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>

/** Serves an app on an address of this machine, or on all of them. Rejects when the port is taken. */
export async function listen(
  app: { readonly fetch: Fetch },
  { port, hostname }: { port: number; hostname: string },
): Promise<Listening> {
  const { server, taken } = await new Promise<{ server: Server; taken: number }>((resolve, reject) => {
    const started = serve({ fetch: app.fetch, port, hostname }, (info) => {
      started.off('error', reject)
      if (started instanceof Server) resolve({ server: started, taken: info.port })
    })
    started.once('error', reject)
  })
  server.keepAliveTimeout = IDLE_MS
  return {
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${taken}/`,
    port: taken,
    async stop() {
      const closed = new Promise<void>((resolve, reject) =>
        server.close((error) => (error ? reject(error) : resolve())),
      )
      // A browser keeps idle connections open for minutes; waiting for them would keep the process alive.
      server.closeIdleConnections()
      const deadline = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS)
      try {
        await closed
      } finally {
        clearTimeout(deadline)
      }
    },
  }
}
