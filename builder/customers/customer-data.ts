import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type {
  AccountsView,
  BlocksView,
  CustomersView,
  CustomerTodayView,
  CustomerView,
  DecisionsView,
  DisputesView,
  HoldsView,
  InvoicesView,
  PromisesView,
  TasksView,
  TimelineRow,
  TimelineView,
} from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1
const firstPage = (): string | null => null
const pageOf = (cursor: string | null) => (cursor === null ? {} : { cursor })
/** As many rows at a time as the server gives. */
const ROWS = '500'

export const CUSTOMER_STATES = ['owing', 'overdue', 'on-hold', 'blocked'] as const
export const CUSTOMER_SORTS = ['name', 'open', 'overdue', 'late'] as const

/** What the list of customers shows is part of its address. */
export const CustomersSearch = z.object({
  search: z.string().max(200).optional().catch(undefined),
  state: z.enum(CUSTOMER_STATES).optional().catch(undefined),
  currency: z.string().length(3).optional().catch(undefined),
  owner: z.string().max(200).optional().catch(undefined),
  sort: z.enum(CUSTOMER_SORTS).optional().catch(undefined),
})
export type CustomersSearch = z.infer<typeof CustomersSearch>

/** What an address says, without the keys that say nothing. */
export function given<T extends Record<string, string | undefined>>(search: T) {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ''),
  ) as { [K in keyof T]?: NonNullable<T[K]> }
}

/** The customers, page by page. */
export const customersQuery = (search: CustomersSearch) =>
  infiniteQueryOptions({
    queryKey: ['customers', search],
    initialPageParam: firstPage(),
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      read<CustomersView>(
        api.customers.$get(
          { query: { ...given(search), ...pageOf(pageParam), limit: ROWS } },
          { ...inCompany(), init: { signal } },
        ),
      ),
    getNextPageParam: (page) => page.next,
  })

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', 'one', id],
    queryFn: () => read<CustomerView>(api.customers[':id'].$get({ param: { id } }, inCompany())),
  })

/** What the rules say of a customer today. It is decided when somebody asks. */
export const todayQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', 'one', id, 'today'],
    staleTime: 0,
    queryFn: () => read<CustomerTodayView>(api.customers[':id'].today.$get({ param: { id } }, inCompany())),
  })

/** What happened with a customer, newest first. */
export const timelineQuery = (id: string, kind: TimelineRow['kind'] | null) =>
  infiniteQueryOptions({
    queryKey: ['customers', 'one', id, 'timeline', kind],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam }) =>
      read<TimelineView>(
        api.customers[':id'].timeline.$get(
          { param: { id }, query: { ...(kind !== null && { kind }), ...pageOf(pageParam), limit: '50' } },
          inCompany(),
        ),
      ),
    getNextPageParam: (page) => page.next,
  })

/** What one rule decided about a customer in one run. */
export const decisionsQuery = (asked: { run: string; rule: string; customer: string }) =>
  queryOptions({
    queryKey: ['decisions', asked],
    queryFn: () => read<DecisionsView>(api.decisions.$get({ query: asked }, inCompany())),
  })

/** What is open of a customer, the oldest first. */
export const openInvoicesQuery = (customer: string) =>
  queryOptions({
    queryKey: ['invoices', 'of', customer],
    queryFn: () =>
      read<InvoicesView>(
        api.invoices.$get({ query: { customer, state: 'open', limit: '100' } }, inCompany()),
      ),
  })

export const openTasksQuery = (customer: string) =>
  queryOptions({
    queryKey: ['tasks', 'of', customer],
    queryFn: () => read<TasksView>(api.tasks.$get({ query: { customer, state: 'open' } }, inCompany())),
  })

/** What holds for a customer today: promises, disputes, pauses and blocks, credit holds. */
export const inForceQuery = (customer: string) =>
  queryOptions({
    queryKey: ['customers', 'one', customer, 'in force'],
    async queryFn() {
      const asked = { query: { customer, state: 'current' as const } }
      const [promises, disputes, blocks, holds] = await Promise.all([
        read<PromisesView>(api.promises.$get(asked, inCompany())),
        read<DisputesView>(api.disputes.$get(asked, inCompany())),
        read<BlocksView>(api.blocks.$get(asked, inCompany())),
        read<HoldsView>(api.holds.$get(asked, inCompany())),
      ])
      return {
        promises: promises.promises,
        disputes: disputes.disputes,
        blocks: blocks.blocks,
        holds: holds.holds,
      }
    },
  })

/** All promises that are open, or those that are past. */
export const promisesQuery = (asked: { state: 'current' | 'ended'; until?: string }) =>
  infiniteQueryOptions({
    queryKey: ['promises', asked],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam }) =>
      read<PromisesView>(
        api.promises.$get({ query: { ...asked, ...pageOf(pageParam), limit: ROWS } }, inCompany()),
      ),
    getNextPageParam: (page) => page.next,
  })

/** How many promises are open up to a day, and what is promised together; none of their rows. */
export const promiseTotalsQuery = (until: CalendarDate) =>
  queryOptions({
    queryKey: ['promises', 'totals', until],
    async queryFn() {
      const { totals } = await read<PromisesView>(
        api.promises.$get({ query: { state: 'current', until, limit: '1' } }, inCompany()),
      )
      return totals ?? { count: 0, promised: [] }
    },
  })

/** Customers as each system knows them: of one customer, those in doubt, or all. */
export const accountsQuery = (asked: { customer?: string; match?: 'doubtful' }) =>
  infiniteQueryOptions({
    queryKey: ['accounts', asked],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam }) =>
      read<AccountsView>(api.accounts.$get({ query: { ...asked, ...pageOf(pageParam) } }, inCompany())),
    getNextPageParam: (page) => page.next,
  })
