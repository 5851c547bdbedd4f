import { and, count, eq, inArray, isNull, type SQL } from 'drizzle-orm'
import type { Principal } from '#server/auth/principal.ts'
import { action, task } from '#server/database/action-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { publishRequest } from '#server/database/publish-tables.ts'
import { alert, run } from '#server/database/rule-tables.ts'
import type { WaitingView } from '../views/waiting.ts'
import { visibleAction } from './actions.ts'
import { visibleAlert } from './alerts.ts'
import { visibleTask } from './tasks.ts'

type Counted = typeof action | typeof task | typeof publishRequest | typeof run | typeof alert

/** How much waits for somebody. Everybody counts what they may see. */
export async function countWaiting(db: Queryable, principal: Principal): Promise<WaitingView> {
  const { companyId } = principal
  const countOf = async (table: Counted, where: SQL | undefined) => {
    const [row] = await db.select({ rows: count() }).from(table).where(where)
    return row?.rows ?? 0
  }
  const mine = visibleAction(principal)
  return {
    approvals: await countOf(action, and(mine, eq(action.state, 'awaiting-approval'))),
    unsettled: await countOf(action, and(mine, inArray(action.state, ['failed', 'unknown']))),
    publishRequests: await countOf(
      publishRequest,
      and(eq(publishRequest.companyId, companyId), eq(publishRequest.state, 'open')),
    ),
    openTasks: await countOf(task, and(visibleTask(principal), eq(task.state, 'open'))),
    stoppedRuns: await countOf(run, and(eq(run.companyId, companyId), eq(run.state, 'stopped'))),
    unseenAlerts: await countOf(alert, and(visibleAlert(principal), isNull(alert.seenAt))),
  }
}
