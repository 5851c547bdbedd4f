import { queryOptions } from '@tanstack/react-query'
import type { RuleDocument } from '#engine/rule.ts'
import type { DraftView, ProblemView } from '#server/client.ts'
import { client, read, ServerProblemError, UnreachableError } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const draft = client.api.v1.rules[':id'].draft

/** What is edited of a rule, with its revision. */
export function getDraft(ruleId: string): Promise<DraftView> {
  return read<DraftView>(draft.$get({ param: { id: ruleId } }, inCompany()))
}

/** For so long a draft that was asked for early is what the page shows: as long as a slow answer may be on its way. */
const EARLY_MS = 5_000

/** What is edited of a rule, for the page that opens it; it may have been asked for while the page was still on its way. */
export const draftQuery = (ruleId: string) =>
  queryOptions({
    queryKey: ['draft', ruleId],
    queryFn: () => getDraft(ruleId),
    staleTime: EARLY_MS,
    gcTime: EARLY_MS,
  })

/** A save that was taken, or what somebody else has saved in between. */
export type SaveAnswer =
  | { readonly saved: true; readonly revision: number }
  | { readonly saved: false; readonly current: NonNullable<ProblemView['current']> }

/**
 * Saves a draft on top of the revision it began from. Only commands can empty a rule, never a load that failed, so a rule
 * without steps is meant to be one. Throws `UnreachableError` and `ServerProblemError`.
 */
export async function putDraft(
  ruleId: string,
  { document, revision }: { document: RuleDocument; revision: number },
): Promise<SaveAnswer> {
  const body = { document: { ...document }, ...(document.steps.length === 0 ? { allowEmpty: true } : {}) }
  const answer = await draft
    .$put({ param: { id: ruleId }, json: body }, inCompany({ 'if-match': `"${revision}"` }))
    .catch((error: unknown) => {
      throw new UnreachableError('The server does not answer.', { cause: error })
    })
  if (answer.ok) return { saved: true, revision: (await answer.json()).revision }
  // Routes that fail answer problem details, which the type of their success does not show.
  const problem = (await answer.json()) as unknown as ProblemView
  if (problem.current !== undefined) return { saved: false, current: problem.current }
  throw new ServerProblemError({ detail: problem.detail, status: answer.status })
}
