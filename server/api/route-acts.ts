import { AUTH_ROUTE_ACTS } from '#server/auth/auth-routes.ts'
import type { Act } from '#server/auth/permissions.ts'
import { USER_ROUTE_ACTS } from '#server/auth/user-routes.ts'

/**
 * Which act each route is, for the table of roles; `public` is for what everybody may ask without signing in. A test holds the
 * list to the routes there are. A route that is missing here answers nobody.
 */
export const ROUTE_ACTS: Readonly<Record<string, Act | 'public'>> = {
  'GET /api/health': 'public',
  'GET /api/ready': 'public',
  'GET /api/openapi.json': 'public',
  'GET /api/docs': 'public',
  'GET /api/metrics': 'manage-settings',
  ...AUTH_ROUTE_ACTS,
  ...USER_ROUTE_ACTS,

  'GET /api/v1/company': 'read',
  'GET /api/v1/entities': 'read',
  'GET /api/v1/aging': 'read',
  'GET /api/v1/settings': 'read',
  'PATCH /api/v1/settings': 'manage-settings',
  'PUT /api/v1/company/mode': 'manage-settings',
  'POST /api/v1/company/stop-sending': 'stop-sending',
  'POST /api/v1/company/resume-sending': 'resume-sending',

  'GET /api/v1/rules': 'read',
  'GET /api/v1/rules/:id': 'read',
  'GET /api/v1/rules/:id/matches': 'read',

  'GET /api/v1/rules/:id/draft': 'read',
  'PUT /api/v1/rules/:id/draft': 'edit-rules',
  'DELETE /api/v1/rules/:id/draft': 'edit-rules',
  'POST /api/v1/rules/check': 'read',
  'POST /api/v1/rules/count': 'read',
  'POST /api/v1/rules/count-many': 'read',
  'GET /api/v1/rule-templates': 'read',
  'POST /api/v1/rules/read-foreign': 'read',
  'POST /api/v1/rules/preview': 'read',
  'GET /api/v1/rules/:id/versions': 'read',
  'GET /api/v1/rules/:id/versions/:version': 'read',
  'GET /api/v1/rules/:id/diff': 'read',
  'POST /api/v1/rules/:id/impact': 'read',
  'POST /api/v1/rules/:id/publish': 'publish-rules',
  'POST /api/v1/rules/:id/rollback': 'publish-rules',
  'POST /api/v1/rules/:id/publish-requests': 'publish-rules',
  'POST /api/v1/rules/:id/pause': 'publish-rules',
  'POST /api/v1/rules/:id/retire': 'publish-rules',
  'POST /api/v1/rules/:id/resume': 'publish-rules',
  'GET /api/v1/publish-requests': 'read',
  'POST /api/v1/publish-requests/:id/approve': 'approve-rules',
  'POST /api/v1/publish-requests/:id/decline': 'publish-rules',

  'GET /api/v1/segments': 'read',
  'GET /api/v1/segments/:id': 'read',
  'GET /api/v1/segments/:id/versions': 'read',
  'PUT /api/v1/segments/:id': 'edit-rules',
  'DELETE /api/v1/segments/:id': 'edit-rules',

  'GET /api/v1/runs': 'read',
  'GET /api/v1/runs/:id': 'read',
  'POST /api/v1/runs': 'run-rules',
  'GET /api/v1/decisions': 'read',

  'GET /api/v1/actions': 'read',
  'GET /api/v1/actions/:id': 'read',
  'GET /api/v1/actions/:id/letter': 'read',
  'POST /api/v1/actions/:id/approve': 'approve-actions',
  'POST /api/v1/actions/:id/decline': 'approve-actions',
  'POST /api/v1/actions/:id/cancel': 'approve-actions',
  'POST /api/v1/actions/:id/retry': 'approve-actions',
  'POST /api/v1/actions/:id/done-by-hand': 'work-customers',

  'GET /api/v1/customers': 'read',
  'GET /api/v1/customers/:id': 'read',
  'GET /api/v1/customers/:id/timeline': 'read',
  'GET /api/v1/invoices': 'read',
  'GET /api/v1/invoices/:id': 'read',

  'GET /api/v1/promises': 'read',
  'GET /api/v1/promises/:id': 'read',
  'POST /api/v1/promises': 'work-customers',
  'POST /api/v1/promises/:id/cancel': 'work-customers',
  'GET /api/v1/disputes': 'read',
  'GET /api/v1/disputes/:id': 'read',
  'POST /api/v1/disputes': 'work-customers',
  'POST /api/v1/disputes/:id/close': 'work-customers',
  'GET /api/v1/blocks': 'read',
  'GET /api/v1/blocks/:id': 'read',
  'POST /api/v1/blocks': 'work-customers',
  'POST /api/v1/blocks/:id/lift': 'work-customers',
  'GET /api/v1/holds': 'read',
  'GET /api/v1/holds/:id': 'read',
  'POST /api/v1/holds': 'approve-actions',
  'POST /api/v1/holds/:id/release': 'approve-actions',
  'GET /api/v1/contacts': 'read',
  'GET /api/v1/contacts/:id': 'read',
  'POST /api/v1/contacts': 'work-customers',
  'PATCH /api/v1/contacts/:id': 'work-customers',
  'DELETE /api/v1/contacts/:id': 'work-customers',
  'GET /api/v1/tasks': 'read',
  'GET /api/v1/tasks/:id': 'read',
  'POST /api/v1/tasks': 'work-customers',
  'PATCH /api/v1/tasks/:id': 'work-customers',
  'POST /api/v1/customers/:id/notes': 'work-customers',

  'GET /api/v1/imports': 'read',
  'GET /api/v1/imports/:id': 'read',
  'POST /api/v1/imports/uploads': 'import',
  'POST /api/v1/imports/preview': 'import',
  'POST /api/v1/imports': 'import',
  'POST /api/v1/imports/:id/undo': 'import',

  'GET /api/v1/mail-templates': 'read',
  'GET /api/v1/mail-templates/:name': 'read',
  'GET /api/v1/mail-templates/:name/preview': 'read',

  'GET /api/v1/audit': 'read-audit',
  'GET /api/v1/audit/verify': 'read-audit',

  'GET /api/v1/events': 'read',
}

/** The act of a route ("GET /api/v1/rules"), or null for one that is not in the list. */
export function routeActOf(route: string): Act | 'public' | null {
  return Object.hasOwn(ROUTE_ACTS, route) ? (ROUTE_ACTS[route] ?? null) : null
}
