import { queryOptions } from '@tanstack/react-query'
import type { WaitingView } from '#server/client.ts'
import { client, read } from './client.ts'
import { inCompany } from './company-choice.ts'

/** How often the counts beside the pages are asked for anew; whatever is done in this tab asks at once. */
const EVERY_MS = 30_000

/** How much waits, by where it waits. */
export const waitingQuery = queryOptions({
  queryKey: ['waiting'],
  refetchInterval: EVERY_MS,
  queryFn: () => read<WaitingView>(client.api.v1.waiting.$get({}, inCompany())),
})
