import { Hono } from 'hono'
import { verifyAudit } from '#server/database/audit.ts'
import { companyById } from '#server/run/company.ts'
import type { ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { AuditFilter, listAudit } from '../queries/audit.ts'
import { readQuery } from '../read-request.ts'
import { requireWholeBooks } from '../row-access.ts'
import { AuditView, VerifiedView } from '../views/audit.ts'

const tag = 'audit'

export function auditRoutes({ db }: ApiServices) {
  return new Hono<ApiEnv>()
    .get(
      '/audit',
      describe({ summary: 'Who did what, and why', tag, answer: AuditView, table: 'lines' }),
      readQuery(AuditFilter),
      async (c) => {
        requireWholeBooks(c.get('principal'), 'The audit')
        const { id: companyId, timeZone } = await companyById(db, c.get('principal').companyId)
        return c.json(await listAudit(db, { companyId, timeZone, asked: c.req.valid('query') }))
      },
    )
    .get(
      '/audit/verify',
      describe({ summary: 'Whether the audit is as it was written', tag, answer: VerifiedView }),
      async (c) => c.json(await verifyAudit(db, c.get('principal').companyId)),
    )
}
