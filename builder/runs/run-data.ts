import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import type { DecisionsView, RunRuleView, RunView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1
const firstPage = (): string | null => null

/** What the page of a run shows is part of its address: which rule, and which of its steps. */
export const RunSearch = z.object({
  rule: z.string().max(200).optional().catch(undefined),
  step: z.string().max(200).optional().catch(undefined),
})
export type RunSearch = z.infer<typeof RunSearch>

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'one', id],
    queryFn: () => read<RunView>(api.runs[':id'].$get({ param: { id } }, inCompany())),
  })

/** A rule as it was in a run. */
export const runRuleQuery = (id: string, rule: string) =>
  queryOptions({
    queryKey: ['runs', 'one', id, rule],
    queryFn: () =>
      read<RunRuleView>(api.runs[':id'].rules[':rule'].$get({ param: { id, rule } }, inCompany())),
  })

/** Whom a rule decided about in a run; only those who took a branch or reached a step, where one is chosen. */
export const cameThroughQuery = (asked: { run: string; rule: string; branch?: string; step?: string }) =>
  infiniteQueryOptions({
    queryKey: ['decisions', 'of run', asked],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam }) =>
      read<DecisionsView>(
        api.decisions.$get(
          { query: { ...asked, ...(pageParam !== null && { cursor: pageParam }) } },
          inCompany(),
        ),
      ),
    getNextPageParam: (page) => page.next,
  })

type Settled = { readonly id: string; readonly why: string }

/** Lets go on what a stopped run has planned. */
export const releaseRun = ({ id, why }: Settled) =>
  read<RunView>(api.runs[':id'].release.$post({ param: { id }, json: { why } }, inCompany()))

/** Cancels what a stopped run has planned. */
export const discardRun = ({ id, why }: Settled) =>
  read<RunView>(api.runs[':id'].discard.$post({ param: { id }, json: { why } }, inCompany()))
