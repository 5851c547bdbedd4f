import type { QueryClient } from '@tanstack/react-query'
import { isOffered } from '../data/may.ts'
import { companyQuery, ruleQuery } from '../data/queries.ts'
import { membershipOf, sessionQuery } from '../data/session.ts'
import { draftQuery } from '../edit/draft-requests.ts'

/** Where there is no room to edit; the rule is read there, paused and published. */
export const PHONE = '(max-width: 640px)'

/** Fetches the page of a rule; asked again, it is the same. */
export const fetchRulePage = () => import('./rule-page.tsx')

/**
 * Asks for all that the page of a rule shows at once, instead of each when the one before has come. What fails is asked for again by
 * the page, which says what is wrong.
 */
export function beginRule(queries: QueryClient, ruleId: string): void {
  fetchRulePage().catch(leaveToThePage)
  void queries.prefetchQuery(ruleQuery(ruleId))
  void queries.prefetchQuery(companyQuery)
  if (window.matchMedia(PHONE).matches) return
  queries
    .ensureQueryData(sessionQuery)
    .then((session) => {
      const role = session.user === null ? null : (membershipOf(session)?.role ?? null)
      if (isOffered(role, 'edit-rules')) void queries.prefetchQuery(draftQuery(ruleId))
    })
    .catch(leaveToThePage)
}

function leaveToThePage(): void {
  // The page asks for the same and shows why it did not come.
}
