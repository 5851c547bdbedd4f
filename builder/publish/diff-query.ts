import { queryOptions } from '@tanstack/react-query'
import type { DiffView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1

/** What changed between two versions, or from a version to the draft. */
export const diffQuery = (id: string, from: number, to: number | 'draft') =>
  queryOptions({
    queryKey: ['rules', id, 'diff', from, to],
    staleTime: 0,
    queryFn: () =>
      read<DiffView>(
        api.rules[':id'].diff.$get(
          { param: { id }, query: { from: String(from), to: String(to) } },
          inCompany(),
        ),
      ),
  })
