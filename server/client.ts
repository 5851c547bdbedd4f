import { hc } from 'hono/client'
import type { Api } from './api/api.ts'

export type * from './api/views/accounts.ts'
export type * from './api/views/actions.ts'
export type * from './api/views/alerts.ts'
export type * from './api/views/audit.ts'
export type * from './api/views/charges.ts'
export type * from './api/views/customer-today.ts'
export type * from './api/views/customers.ts'
export type * from './api/views/decisions.ts'
export type * from './api/views/events.ts'
export type * from './api/views/imports.ts'
export type * from './api/views/mail.ts'
export type * from './api/views/mail-templates.ts'
export type * from './api/views/manual-records.ts'
export type * from './api/views/publishing.ts'
export type * from './api/views/reports.ts'
export type * from './api/views/rule-library.ts'
export type * from './api/views/rule-preview.ts'
export type * from './api/views/rules.ts'
export type * from './api/views/runs.ts'
export type * from './api/views/segments.ts'
export type * from './api/views/waiting.ts'
export type * from './api/views.ts'

/**
 * The typed client of the API: the one thing of the server that the builder knows. Sentences come in the language, where the
 * engine speaks it.
 */
export const createClient = (url: string, language: string) =>
  hc<Api>(url, { headers: { 'accept-language': language } })
