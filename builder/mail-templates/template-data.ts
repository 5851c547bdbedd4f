import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  CustomersView,
  LetterPreview,
  TemplatesView,
  TemplateVersionsView,
  TemplateView,
} from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'

const api = client.api.v1
const api1 = api['mail-templates'][':name']

export type Template = TemplateView
export type TemplateVersion = TemplateVersionsView['versions'][number]
export type CustomerRow = CustomersView['customers'][number]

/** What a person writes of a template. */
export type Words = Pick<Template, 'subject' | 'body' | 'attachStatement' | 'invoiceCopies'>

/** The templates with the fields they may name, each in its first language. */
export const templatesQuery = queryOptions({
  queryKey: ['mail-templates'],
  queryFn: () => read<TemplatesView>(api['mail-templates'].$get({ query: {} }, inCompany())),
})

/** The words in force of a template in a language. */
export const templateQuery = (name: string, language: string) =>
  queryOptions({
    queryKey: ['mail-templates', name, language],
    queryFn: () => read<TemplateView>(api1.$get({ param: { name }, query: { language } }, inCompany())),
  })

/** Every version a company has saved of a template in a language, the latest first. */
export const versionsQuery = (name: string, language: string) =>
  queryOptions({
    queryKey: ['mail-templates', name, language, 'versions'],
    queryFn: () =>
      read<TemplateVersionsView>(api1.versions.$get({ param: { name }, query: { language } }, inCompany())),
  })

type Unsaved = { readonly name: string; readonly language: string } & Pick<Words, 'subject' | 'body'>

/** Words as they would be written to a customer today. Nothing is saved or sent by asking. */
export const letterQuery = (words: Unsaved, customer: string | null) =>
  queryOptions({
    queryKey: ['letter-preview', words, customer],
    enabled: customer !== null && words.subject.trim() !== '' && words.body.trim() !== '',
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const { name, ...json } = words
      return read<LetterPreview>(
        api1.preview.$post(
          { param: { name }, json: { ...json, customer: customer ?? '' } },
          { ...inCompany(), init: { signal } },
        ),
      )
    },
  })

/** Customers by name or number; without a search those who owe something overdue, to have somebody to write to. */
export const customersQuery = (search: string) =>
  queryOptions({
    queryKey: ['customers', 'choice', search],
    placeholderData: keepPreviousData,
    queryFn: () =>
      read<CustomersView>(
        api.customers.$get(
          { query: { limit: '20', ...(search === '' ? { minDaysOverdue: '30' } : { search }) } },
          inCompany(),
        ),
      ),
  })

/** Saves words as the next version; `baseVersion` is the one they began from. */
export const saveTemplate = (given: {
  name: string
  language: string
  words: Words
  baseVersion: number
  why: string
}) => {
  const { name, words, ...rest } = given
  return read<TemplateView>(api1.$put({ param: { name }, json: { ...words, ...rest } }, inCompany()))
}

/** Takes a company's own words away. */
export const removeTemplate = ({ name, language, why }: { name: string; language: string; why: string }) =>
  read<{ removed: true }>(
    api1.$delete(
      { param: { name }, query: { language, why } },
      // There is nothing to send, and the server wants to be told of which kind even that is.
      inCompany({ 'content-type': 'application/json' }),
    ),
  )
