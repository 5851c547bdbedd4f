/** The part of `pg` that we use: the package comes without types. */
declare module 'pg' {
  import type { EventEmitter } from 'node:events'

  export type PoolSettings = {
    readonly connectionString: string
    readonly max?: number
    readonly keepAlive?: boolean
  }

  export type PoolClient = EventEmitter & {
    /** Gives the connection back; with `true` it is closed. Throws when it was given back before. */
    release(isBroken?: boolean): void
  }

  class Pool extends EventEmitter {
    constructor(settings: PoolSettings)
    connect(): Promise<PoolClient>
    connect(callback: (...answer: readonly unknown[]) => void): void
    query<R = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<{ rows: R[] }>
    end(): Promise<void>
  }

  const pg: { readonly Pool: typeof Pool }
  export default pg
  export type { Pool }
}
