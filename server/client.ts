import { hc } from 'hono/client'
import type { Api } from './api/api.ts'

export type * from './api/views.ts'

/** The typed client of the API: the one thing of the server that the builder knows. */
export const createClient = (url: string) => hc<Api>(url)
