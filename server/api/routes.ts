import { Hono } from 'hono'
import { authRoutes } from '#server/auth/auth-routes.ts'
import { userRoutes } from '#server/auth/user-routes.ts'
import type { ApiEnv, ApiServices } from './api-context.ts'
import { accountRoutes } from './routes/accounts.ts'
import { actionRoutes } from './routes/actions.ts'
import { alertRoutes } from './routes/alerts.ts'
import { auditRoutes } from './routes/audit.ts'
import { blockAndHoldRoutes } from './routes/blocks-and-holds.ts'
import { chargeRoutes } from './routes/charges.ts'
import { companyRoutes } from './routes/company.ts'
import { contactAndTaskRoutes } from './routes/contacts-and-tasks.ts'
import { customerRoutes } from './routes/customers.ts'
import { documentationRoutes } from './routes/documentation.ts'
import { eventRoutes } from './routes/events.ts'
import { importRoutes } from './routes/imports.ts'
import { invoiceCopyRoutes } from './routes/invoice-copies.ts'
import { mailRoutes } from './routes/mail.ts'
import { mailHookRoutes } from './routes/mail-hooks.ts'
import { promiseAndDisputeRoutes } from './routes/promises-and-disputes.ts'
import { hookSecretRoutes, replyHookRoutes } from './routes/reply-hooks.ts'
import { reportRoutes } from './routes/reports.ts'
import { ruleDraftRoutes } from './routes/rule-drafts.ts'
import { ruleLibraryRoutes } from './routes/rule-library.ts'
import { rulePreviewRoutes } from './routes/rule-preview.ts'
import { rulePublishingRoutes } from './routes/rule-publishing.ts'
import { ruleRoutes } from './routes/rules.ts'
import { runRoutes } from './routes/runs.ts'
import { segmentRoutes } from './routes/segments.ts'
import { templateRoutes } from './routes/templates.ts'

/** Every route of the API, each resource in its own file. */
export function allRoutes(services: ApiServices, wholeApi: () => Hono<ApiEnv>) {
  return new Hono<ApiEnv>()
    .route('/', documentationRoutes(services, wholeApi))
    .route('/auth', authRoutes(services.auth))
    .route('/v1', userRoutes(services))
    .route('/v1', companyRoutes(services))
    .route('/v1', ruleRoutes(services))
    .route('/v1', ruleDraftRoutes(services))
    .route('/v1', rulePreviewRoutes(services))
    .route('/v1', ruleLibraryRoutes(services))
    .route('/v1', rulePublishingRoutes(services))
    .route('/v1', segmentRoutes(services))
    .route('/v1', runRoutes(services))
    .route('/v1', actionRoutes(services))
    .route('/v1', alertRoutes(services))
    .route('/v1', reportRoutes(services))
    .route('/v1', customerRoutes(services))
    .route('/v1', accountRoutes(services))
    .route('/v1', contactAndTaskRoutes(services))
    .route('/v1', promiseAndDisputeRoutes(services))
    .route('/v1', blockAndHoldRoutes(services))
    .route('/v1', chargeRoutes(services))
    .route('/v1', importRoutes(services))
    .route('/v1', templateRoutes(services))
    .route('/v1', invoiceCopyRoutes(services))
    .route('/v1', mailRoutes(services))
    .route('/hooks', mailHookRoutes(services))
    .route('/hooks', replyHookRoutes(services))
    .route('/v1', hookSecretRoutes(services))
    .route('/v1', auditRoutes(services))
    .route('/v1', eventRoutes(services))
}
