import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  ActionState,
  ActionsView,
  ActionView,
  AgingView,
  CompanyView,
  MatchesView,
  RulesView,
  RuleView,
  RunsView,
  SettingsView,
} from '#server/client.ts'
import { client, read } from './client.ts'
import { inCompany } from './company-choice.ts'

const api = client.api.v1
const firstPage = (): string | null => null

export const companyQuery = queryOptions({
  queryKey: ['company'],
  queryFn: () => read<CompanyView>(api.company.$get({}, inCompany())),
})

/** The settings of the company, such as whether all sending is stopped. */
export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: () => read<SettingsView>(api.settings.$get({}, inCompany())),
})

export const agingQuery = queryOptions({
  queryKey: ['aging'],
  queryFn: () => read<AgingView>(api.aging.$get({ query: {} }, inCompany())),
})

export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: () => read<RulesView>(api.rules.$get({ query: {} }, inCompany())),
})

/** One rule with its document. */
export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ['rules', id],
    queryFn: () => read<RuleView>(api.rules[':id'].$get({ param: { id } }, inCompany())),
  })

/** Whom a rule matched in its last run, page by page. */
export const matchesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['rules', id, 'matches'],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam }) =>
      read<MatchesView>(
        api.rules[':id'].matches.$get({ param: { id }, query: pageOf(pageParam) }, inCompany()),
      ),
    getNextPageParam: (page) => page.next,
  })

/** What of the outbox is looked at. */
export type ActionsAsked = {
  readonly state?: ActionState
  readonly rule?: string
  readonly run?: string
  readonly customer?: string
  readonly limit?: string
}

/** The outbox, or a part of it, page by page. */
export const actionsQuery = (asked: ActionsAsked) =>
  infiniteQueryOptions({
    queryKey: ['actions', asked],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam }) =>
      read<ActionsView>(api.actions.$get({ query: { ...asked, ...pageOf(pageParam) } }, inCompany())),
    getNextPageParam: (page) => page.next,
  })

/** One action with its reasons and its letter. */
export const actionQuery = (id: string) =>
  queryOptions({
    queryKey: ['actions', 'one', id],
    queryFn: () => read<ActionView>(api.actions[':id'].$get({ param: { id } }, inCompany())),
  })

/** The runs, newest first, page by page. */
export const runsQuery = infiniteQueryOptions({
  queryKey: ['runs'],
  initialPageParam: firstPage(),
  queryFn: ({ pageParam }) => read<RunsView>(api.runs.$get({ query: pageOf(pageParam) }, inCompany())),
  getNextPageParam: (page) => page.next,
})

function pageOf(cursor: string | null): { cursor?: string } {
  return cursor === null ? {} : { cursor }
}
