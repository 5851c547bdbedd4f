import { ACTS } from '#engine/acts.ts'
import { appendAudit } from '#server/database/audit.ts'
import { DISPATCHER } from '../dispatch-services.ts'
import type { ActEffect } from './act-effect.ts'

/** Reports an event of a name of the author's, which whoever listens to the events of the company hears by its audit line. */
export const emitEvent: ActEffect = async (tx, row, { company, now }) => {
  const params = ACTS['emit-event'].params.parse(row.params)
  const subject = { type: row.subjectType, id: row.subjectId }
  const line = { companyId: company.id, at: now, actor: DISPATCHER, act: `event ${params.type}` }
  await appendAudit(tx, [{ ...line, subject, after: params }])
  return row.id
}
