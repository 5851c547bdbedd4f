import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ImportPreview, ImportsView, ImportView, UploadView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1.imports

/** A file that was sent and waits to be imported. */
export type SentFile = UploadView
export type Mapping = NonNullable<UploadView['mapping']>
export type RecordKind = Mapping['records']
export type Lists = NonNullable<Mapping['lists']>
export type ProblemLine = UploadView['problems'][number]

/** How a file that was sent is to be taken over. */
export type ImportOrder = {
  readonly upload: string
  /** Null for a file in our own form, which needs none. */
  readonly mapping: Mapping | null
  readonly lists: Lists
  readonly exportedOn: string
  readonly source: string
}

/** The imports so far, newest first, page by page. */
export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam }) =>
    read<ImportsView>(
      api.$get({ query: { limit: '20', ...(pageParam !== null && { cursor: pageParam }) } }, inCompany()),
    ),
  getNextPageParam: (page) => page.next,
})

/** One import with its problems. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: () => read<ImportView>(api[':id'].$get({ param: { id } }, inCompany())),
  })

/** What importing a file would change. Nothing is imported by asking. */
export const importPreviewQuery = (order: ImportOrder, isComplete: boolean) =>
  queryOptions({
    queryKey: ['import-preview', order],
    enabled: isComplete,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      read<ImportPreview>(api.preview.$post({ json: bodyOf(order) }, { ...inCompany(), init: { signal } })),
  })

/** Sends a file; answers how it is understood. Nothing is imported yet. */
export function sendFile(file: File): Promise<SentFile> {
  const form = new FormData()
  form.set('file', file)
  // The browser itself states where the parts of a form begin, so the body is handed to it as it is.
  return read<SentFile>(api.uploads.$post({}, { ...inCompany(), init: { body: form } }))
}

/** Imports a file that was sent; `confirmClosing` once a person has looked at how much it would close. */
export const commitImport = (given: { order: ImportOrder; confirmClosing: boolean }) =>
  read<ImportView>(
    api.$post({ json: { ...bodyOf(given.order), confirmClosing: given.confirmClosing } }, inCompany()),
  )

/** Puts back everything an import changed. */
export const undoImport = (id: string) =>
  read<ImportView>(
    // There is nothing to send, and the server wants to be told of which kind even that is.
    api[':id'].undo.$post({ param: { id } }, inCompany({ 'content-type': 'application/json' })),
  )

function bodyOf({ mapping, ...order }: ImportOrder) {
  return { ...order, mapping: mapping === null ? null : { ...mapping } }
}
