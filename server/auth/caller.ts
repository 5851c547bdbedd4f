import type { Context } from 'hono'
import { z } from 'zod'

/** Who is at the other end of a request: nothing that names a host, and no address but the connection's. */
export type Caller = {
  readonly cookie: string | undefined
  readonly userAgent: string | undefined
  readonly address: string
}

/** What the server hands to the router beside the request; in a test nothing. */
const Connection = z.object({
  incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }),
})

/** Who asks. Headers that claim another address than the connection's are not believed. */
export function callerOf(c: Pick<Context, 'req' | 'env'>): Caller {
  const connection = Connection.safeParse(c.env)
  return {
    cookie: c.req.header('cookie'),
    userAgent: c.req.header('user-agent'),
    address: connection.success ? connection.data.incoming.socket.remoteAddress : '127.0.0.1',
  }
}
