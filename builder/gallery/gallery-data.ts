import { queryOptions } from '@tanstack/react-query'
import { idFromName } from '#engine/rule.ts'
import type { TemplateDocument } from '#engine/rule-template.ts'
import type {
  CountManyView,
  DiffView,
  DraftView,
  ForeignRulesView,
  RulesView,
  RuleTemplatesView,
} from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1

export type Template = RuleTemplatesView['templates'][number]
export type TemplateCount = CountManyView['counts'][number]
export type ForeignRule = ForeignRulesView['rules'][number]

/** The templates that come with the product. They change with it alone. */
export const templatesQuery = queryOptions({
  queryKey: ['rule-templates'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => read<RuleTemplatesView>(api['rule-templates'].$get({}, inCompany())),
})

/** How many each document comes to today, in one request. */
export const countsQuery = (documents: readonly TemplateDocument[]) =>
  queryOptions({
    queryKey: ['rule-templates', 'counts', documents],
    enabled: documents.length > 0,
    queryFn: ({ signal }) =>
      read<CountManyView>(
        api.rules['count-many'].$post(
          { json: { documents: documents.map((document) => ({ ...document })) } },
          { ...inCompany(), init: { signal } },
        ),
      ),
  })

/** Reads a file of rules; nothing is saved. */
export const readForeign = (text: string) =>
  read<ForeignRulesView>(api.rules['read-foreign'].$post({ json: { text } }, inCompany()))

/** Saves a document as the draft of a rule under an id nobody has taken yet, made from its name; answers the id. */
export async function makeRule(document: Readonly<Record<string, unknown>>): Promise<string> {
  const { rules } = await read<RulesView>(api.rules.$get({ query: {} }, inCompany()))
  const id = freeId(
    idFromName(String(document.name ?? '')),
    rules.map((rule) => rule.id),
  )
  const saved = await read<DraftView>(
    api.rules[':id'].draft.$put(
      { param: { id }, json: { document: { ...document }, baseRevision: 0 } },
      inCompany(),
    ),
  )
  return saved.rule
}

/** Saves a document as the draft of a rule that is there. What runs is not touched. */
export async function draftOver(id: string, document: Readonly<Record<string, unknown>>): Promise<string> {
  const { revision } = await read<DraftView>(api.rules[':id'].draft.$get({ param: { id } }, inCompany()))
  await read<DraftView>(
    api.rules[':id'].draft.$put(
      { param: { id }, json: { document: { ...document }, baseRevision: revision } },
      inCompany(),
    ),
  )
  return id
}

/** An id that is not taken: the wanted one, or it with the next free number. */
export function freeId(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted
  const stem = wanted.slice(0, 70)
  for (let number = 2; ; number++) if (!taken.includes(`${stem}-${number}`)) return `${stem}-${number}`
}

export type Change = DiffView['changes'][number]
