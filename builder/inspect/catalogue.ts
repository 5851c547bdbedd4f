import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { catalogueOf, type FactCatalogue } from '#engine/fact-catalogue.ts'
import type { FactSpec } from '#engine/fact-spec.ts'
import type { TemplatesView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { companyQuery, ruleQuery } from '../data/queries.ts'

/** The facts a rule may ask for: those of every ledger and, once they are known, the company's own fields. */
export function useCatalogue(ruleId: string): FactCatalogue {
  return catalogueWith(useQuery(ruleQuery(ruleId)).data?.customFacts)
}

type CustomFields = readonly FactSpec[]

const NONE: CustomFields = []
const catalogues = new WeakMap<CustomFields, FactCatalogue>()

/** The catalogue with these fields: the same object for the same list, so that what was read with it is known to be as before. */
export function catalogueWith(customFields: CustomFields = NONE): FactCatalogue {
  const known = catalogues.get(customFields)
  if (known !== undefined) return known
  const made = catalogueOf({ customFields })
  catalogues.set(customFields, made)
  return made
}

/** The mail templates with their words. */
export const templatesQuery = queryOptions({
  queryKey: ['mail-templates'],
  staleTime: 60_000,
  queryFn: () => read<TemplatesView>(client.api.v1['mail-templates'].$get({ query: {} }, inCompany())),
})

/** The currencies the company has to do with, its own first. */
export function useCurrencies(): readonly string[] {
  const company = useQuery(companyQuery).data
  return useMemo(
    () =>
      company === undefined
        ? []
        : [...new Set([company.currency, ...company.entities.map(({ currency }) => currency)])],
    [company],
  )
}
