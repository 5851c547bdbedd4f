import { Hono } from 'hono'
import { uncoveredIds } from '#server/books/uncovered.ts'
import { companyById } from '#server/run/company.ts'
import type { ApiContext, ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { customerToday } from '../queries/customer-today.ts'
import { CustomerFilter, listCustomers, viewCustomer } from '../queries/customers.ts'
import { InvoiceFilter, listInvoices, viewInvoice } from '../queries/invoices.ts'
import { customerTimeline, TimelineFilter } from '../queries/timeline.ts'
import { readQuery } from '../read-request.ts'
import { CustomerTodayView } from '../views/customer-today.ts'
import { CustomersView, CustomerView, InvoicesView, InvoiceView, TimelineView } from '../views/customers.ts'
import { wordsAsked } from '../words-asked.ts'

export function customerRoutes({ db, clock, shelf }: ApiServices) {
  const booksToday = async (c: ApiContext) => {
    const row = await companyById(db, c.get('principal').companyId)
    const { snapshot } = await shelf.booksOf(row)
    return { snapshot, asOf: clock.today(row.timeZone) }
  }
  return new Hono<ApiEnv>()
    .get(
      '/customers',
      describe({
        summary: 'The customers with what they owe',
        tag: 'customers',
        answer: CustomersView,
        table: 'customers',
      }),
      readQuery(CustomerFilter),
      async (c) => {
        const asked = { asked: c.req.valid('query'), books: await booksToday(c) }
        return c.json(await listCustomers(db, c.get('principal'), asked))
      },
    )
    .get(
      '/customers/:id',
      describe({ summary: 'One customer with contacts', tag: 'customers', answer: CustomerView }),
      async (c) => {
        const asked = { id: c.req.param('id'), books: await booksToday(c) }
        return c.json(await viewCustomer(db, c.get('principal'), asked))
      },
    )
    .get(
      '/customers/:id/timeline',
      describe({
        summary:
          'What happened with a customer: documents, payments, messages, tasks, promises, disputes, holds, decisions',
        tag: 'customers',
        answer: TimelineView,
        table: 'timeline',
      }),
      readQuery(TimelineFilter),
      async (c) => {
        const principal = c.get('principal')
        const { timeZone } = await companyById(db, principal.companyId)
        const asked = { id: c.req.param('id'), timeZone, asked: c.req.valid('query') }
        return c.json(await customerTimeline(db, principal, asked))
      },
    )
    .get(
      '/customers/:id/today',
      describe({
        summary: 'What every live rule says of a customer today, and why it writes to them or does not',
        tag: 'customers',
        answer: CustomerTodayView,
      }),
      async (c) =>
        c.json(
          await customerToday(db, c.get('principal'), {
            id: c.req.param('id'),
            clock,
            shelf,
            words: wordsAsked(c),
          }),
        ),
    )
    .get(
      '/invoices',
      describe({
        summary: 'Invoices, debit memos, finance charges and credit memos',
        tag: 'invoices',
        answer: InvoicesView,
        table: 'invoices',
      }),
      readQuery(InvoiceFilter),
      async (c) => {
        const asked = c.req.valid('query')
        const company = await companyById(db, c.get('principal').companyId)
        const books = await shelf.booksOf(company)
        const asOf = clock.today(company.timeZone)
        const uncovered =
          asked.covered === undefined ? null : await uncoveredIds(db, { companyId: company.id, books, asOf })
        const order = { asked, books: { snapshot: books.snapshot, asOf }, uncovered }
        return c.json(await listInvoices(db, c.get('principal'), order))
      },
    )
    .get(
      '/invoices/:id',
      describe({ summary: 'One document with what was applied to it', tag: 'invoices', answer: InvoiceView }),
      async (c) => {
        const asked = { id: c.req.param('id'), books: await booksToday(c) }
        return c.json(await viewInvoice(db, c.get('principal'), asked))
      },
    )
}
