import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { CalendarDate } from '#engine/calendar-date.ts'
import type { RuleDocument } from '#engine/rule.ts'
import type { CheckView, DraftView, PreviewOneView, PreviewView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import type { PreviewSearch } from './preview-search.ts'

const api = client.api.v1

/** How many records are asked for at a time. */
const PAGE = 50

/** The figure that was opened. */
export type Door = Omit<PreviewSearch, 'asOf' | 'subject'>

export type PreviewRecord = PreviewView['rows'][number]
export type Preview = PreviewView

/** A draft as the server has it, or what runs where there is none. Other pages edit it, so it is always asked for anew. */
export const draftQuery = (id: string) =>
  queryOptions({
    queryKey: ['rules', id, 'draft as saved'],
    staleTime: 0,
    queryFn: () => read<DraftView>(api.rules[':id'].draft.$get({ param: { id } }, inCompany())),
  })

/** The document of a draft. It may be unfinished; the server says what is missing when it is asked about it. */
export function documentOf({ document }: DraftView): RuleDocument {
  return document as RuleDocument
}

/** Whether a draft is finished, with everything that speaks against it. */
export const checkQuery = (id: string, document: RuleDocument) =>
  queryOptions({
    queryKey: ['rules', id, 'check', document],
    queryFn: () =>
      read<CheckView>(api.rules.check.$post({ json: { document: { ...document, id } } }, inCompany())),
  })

type Asked = { readonly id: string; readonly document: RuleDocument; readonly asOf: string | undefined }

/** Whom a draft would touch, page by page: those behind one figure, or everybody. */
export const previewQuery = ({ id, document, asOf, door }: Asked & { readonly door: Door }) =>
  infiniteQueryOptions({
    queryKey: ['rules', id, 'preview', document, asOf, door],
    initialPageParam: noPage(),
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      read<PreviewView>(
        api.rules.preview.$post(
          {
            json: {
              ...questionOf({ id, document, asOf }),
              ...given(door),
              ...(pageParam === null ? {} : { after: pageParam }),
              limit: PAGE,
            },
          },
          { ...inCompany(), init: { signal } },
        ),
      ),
    getNextPageParam: (page) => page.next,
  })

/** One record of a preview. */
export const recordQuery = ({ id, document, asOf, subject }: Asked & { readonly subject: string }) =>
  queryOptions({
    queryKey: ['rules', id, 'preview', document, asOf, 'of', subject],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      read<PreviewOneView>(
        api.rules['preview-one'].$post(
          { json: { ...questionOf({ id, document, asOf }), subject } },
          { ...inCompany(), init: { signal } },
        ),
      ),
  })

function questionOf({ id, document, asOf }: Asked) {
  return {
    document: { ...document },
    rule: id,
    ...(asOf !== undefined && { asOf: CalendarDate.parse(asOf) }),
  }
}

function noPage(): number | null {
  return null
}

/** What was said, without the keys that say nothing. */
function given(door: Door) {
  const { outcome, heldBack, branch, otherwise, step, change } = door
  return {
    ...(outcome !== undefined && { outcome }),
    ...(heldBack !== undefined && { heldBack }),
    ...(branch !== undefined && { branch }),
    ...(otherwise !== undefined && { otherwise }),
    ...(step !== undefined && { step }),
    ...(change !== undefined && { change }),
  }
}

/** Adds what is seen of a record to the tests of the draft. */
export async function keepAsTest({
  id,
  name,
  record,
}: {
  id: string
  name: string
  record: PreviewRecord
}): Promise<DraftView> {
  const draft = await read<DraftView>(api.rules[':id'].draft.$get({ param: { id } }, inCompany()))
  const document = documentOf(draft)
  const test = { name, given: record.given, expect: record.actions.map(({ step }) => step) }
  return read<DraftView>(
    api.rules[':id'].draft.$put(
      {
        param: { id },
        json: {
          document: { ...document, tests: [...(document.tests ?? []), test] },
          baseRevision: draft.revision,
        },
      },
      inCompany(),
    ),
  )
}
