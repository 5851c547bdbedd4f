import { queryOptions, useQuery } from '@tanstack/react-query'
import type { FactSpec, Subject } from '#engine/fact-spec.ts'
import type { FactValuesView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { type DraftLeaf, isRecord } from './draft-condition.ts'

type Asked = {
  readonly subject: Subject
  readonly fact: string
  readonly params?: Readonly<Record<string, string | number | boolean>>
}

const valuesQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ['fact-values', asked],
    staleTime: 60_000,
    // Without counts the field is what it is anyway: a list, or a text to write in.
    retry: false,
    queryFn: () =>
      read<FactValuesView>(client.api.v1.facts.values.$post({ json: { ...asked } }, inCompany())),
  })

const LISTED: readonly FactSpec['type'][] = ['text', 'enum', 'list']

/** The values the fact of a condition has in the books, with how many have each; null until they are known. */
export function useFactValues(leaf: DraftLeaf, spec: FactSpec, subject: Subject): FactValuesView | null {
  const params = isRecord(leaf.params) ? Object.entries(leaf.params).filter(isScalar) : []
  const asked = {
    subject,
    fact: spec.name,
    ...(params.length > 0 && { params: Object.fromEntries(params) }),
  }
  return useQuery({ ...valuesQuery(asked), enabled: LISTED.includes(spec.type) }).data ?? null
}

function isScalar(entry: [string, unknown]): entry is [string, string | number | boolean] {
  return ['string', 'number', 'boolean'].includes(typeof entry[1])
}
