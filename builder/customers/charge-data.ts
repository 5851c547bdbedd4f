import { queryOptions } from '@tanstack/react-query'
import type { ChargesView, ChargeView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const charges = client.api.v1.charges

/** The finance charges of a customer, the latest first. */
export const chargesQuery = (customer: string) =>
  queryOptions({
    queryKey: ['charges', customer],
    queryFn: () => read<ChargesView>(charges.$get({ query: { customer } }, inCompany())),
  })

/** Settles a draft, with the reason: it stands in the books now, or it is not to be charged. */
export const settleCharge = (id: string, how: 'post' | 'void', why: string) =>
  read<ChargeView>(
    charges[':id'][how].$post({ param: { id: encodeURIComponent(id) }, json: { why } }, inCompany()),
  )
