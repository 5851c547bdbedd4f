import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { CustomersView, InvoicesView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1
const LIMIT = '6'

/** The customers and invoices whose name or number has a text in it, a few of each. */
export const recordsQuery = (search: string) =>
  queryOptions({
    queryKey: ['found records', search],
    staleTime: 30_000,
    enabled: search.length > 1,
    placeholderData: keepPreviousData,
    async queryFn({ signal }) {
      const options = { ...inCompany(), init: { signal } }
      const [{ customers }, { invoices }] = await Promise.all([
        read<CustomersView>(api.customers.$get({ query: { search, limit: LIMIT } }, options)),
        read<InvoicesView>(api.invoices.$get({ query: { search, limit: LIMIT } }, options)),
      ])
      return { customers, invoices }
    },
  })

/** True when every word of a search stands somewhere in a name. */
export function isFound(name: string, search: string): boolean {
  const within = name.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word))
}
