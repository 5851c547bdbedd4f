import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AlertsView, AlertView, ReportsView, ReportView, TomorrowView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1

export type Report = ReportView
export type TomorrowCustomer = TomorrowView['customers'][number]
export type TomorrowAct = TomorrowCustomer['acts'][number]

/** The alerts, the latest first; all of them, or those nobody has looked at. */
export const alertsQuery = (show: 'open' | 'all') =>
  infiniteQueryOptions({
    queryKey: ['alerts', show],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      read<AlertsView>(
        api.alerts.$get(
          {
            query: {
              ...(show === 'open' && { seen: 'no' as const }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          inCompany(),
        ),
      ),
    getNextPageParam: (page) => page.next,
  })

/** Says that somebody has looked at an alert. */
export const markSeen = (id: string) =>
  read<AlertView>(
    // There is nothing to send, and the server wants to be told of which kind even that is.
    api.alerts[':id'].seen.$post(
      { param: { id: encodeURIComponent(id) } },
      inCompany({ 'content-type': 'application/json' }),
    ),
  )

/** The days of which there is a morning report, the latest first. */
export const reportsQuery = queryOptions({
  queryKey: ['reports'],
  queryFn: () => read<ReportsView>(api.reports.$get({ query: {} }, inCompany())),
})

/** The morning report of a day. */
export const reportQuery = (day: string) =>
  queryOptions({
    queryKey: ['reports', day],
    queryFn: () => read<ReportView>(api.reports[':day'].$get({ param: { day } }, inCompany())),
  })

/** What the rules would do on the next business day as the books stand. */
export const tomorrowQuery = queryOptions({
  queryKey: ['tomorrow'],
  queryFn: () => read<TomorrowView>(api.tomorrow.$get({}, inCompany())),
})

/** Takes an act out of what is coming; answers what is left. */
export const removeFromTomorrow = (json: { rule: string; step: string; subject: string; why: string }) =>
  read<TomorrowView>(api.tomorrow.remove.$post({ json }, inCompany()))
