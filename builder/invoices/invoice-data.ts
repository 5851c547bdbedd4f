import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import type { InvoicesView, InvoiceView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1
const firstPage = (): string | null => null
const ROWS = '500'

export const INVOICE_BUCKETS = ['overdue', 'current', '1-30', '31-60', '61-90', 'over-90'] as const
export const INVOICE_SORTS = ['due', 'issued', 'number', 'largest', 'open'] as const
export const DOCUMENT_TYPES = ['invoice', 'debit-memo', 'finance-charge', 'credit-memo'] as const

const Text = z.string().max(200).optional().catch(undefined)

/** What the list of invoices shows is part of its address; every figure of the aging is one such address. */
export const InvoicesSearch = z.object({
  search: Text,
  customer: Text,
  entity: Text,
  noEntity: z.literal('true').optional().catch(undefined),
  currency: z.string().length(3).optional().catch(undefined),
  /** All documents, those that are closed, or (when absent) those that are open. */
  state: z.enum(['all', 'closed']).optional().catch(undefined),
  bucket: z.enum(INVOICE_BUCKETS).optional().catch(undefined),
  covered: z.literal('no').optional().catch(undefined),
  type: z.enum(DOCUMENT_TYPES).optional().catch(undefined),
  sort: z.enum(INVOICE_SORTS).optional().catch(undefined),
  /** The document whose details stand beside the list. */
  document: Text,
})
export type InvoicesSearch = z.infer<typeof InvoicesSearch>

/** What the server is asked for an address. */
export function askedOf({ document: _, state, ...rest }: InvoicesSearch) {
  return {
    ...rest,
    ...(state === 'closed' && { state: 'closed' as const }),
    ...(state === undefined && rest.bucket === undefined && { state: 'open' as const }),
  }
}

type Asked = { [K in keyof ReturnType<typeof askedOf>]?: NonNullable<ReturnType<typeof askedOf>[K]> }

/** The documents, page by page. */
export const invoicesQuery = (search: InvoicesSearch) => {
  const asked = Object.fromEntries(
    Object.entries(askedOf(search)).filter(([, value]) => value !== undefined && value !== ''),
  ) as Asked
  return infiniteQueryOptions({
    queryKey: ['invoices', asked],
    initialPageParam: firstPage(),
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      read<InvoicesView>(
        api.invoices.$get(
          { query: { ...asked, ...(pageParam !== null && { cursor: pageParam }), limit: ROWS } },
          { ...inCompany(), init: { signal } },
        ),
      ),
    getNextPageParam: (page) => page.next,
  })
}

/** How many documents are behind a figure, and what is open on them; none of their rows. */
export const invoiceTotalsQuery = (search: InvoicesSearch) =>
  queryOptions({
    queryKey: ['invoices', 'totals', search],
    async queryFn() {
      const asked = askedOf(search) as Asked
      const { totals } = await read<InvoicesView>(
        api.invoices.$get({ query: { ...asked, limit: '1' } }, inCompany()),
      )
      return totals ?? { count: 0, open: [], credited: [] }
    },
  })

/** One document with what was applied to it. */
export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: ['invoices', 'one', id],
    queryFn: () => read<InvoiceView>(api.invoices[':id'].$get({ param: { id } }, inCompany())),
  })
