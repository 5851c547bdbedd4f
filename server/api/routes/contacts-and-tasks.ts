import { Hono } from 'hono'
import { z } from 'zod'
import { CONTACT_ROLES } from '#engine/ledger.ts'
import { withWritten } from '#server/words/say-written.ts'
import type { ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { booksToday, documentsOf, handRequest } from '../hand-request.ts'
import { ContactFilter, contactFor, listContacts } from '../queries/contacts.ts'
import { listTasks, TaskFilter, taskFor } from '../queries/tasks.ts'
import { DayAsked, IdAsked, LineAsked, readBody, readQuery, Why } from '../read-request.ts'
import { customerFor } from '../row-access.ts'
import { ContactsView, ContactView } from '../views/customers.ts'
import { NoteView, TasksView, TaskView } from '../views/manual-records.ts'
import { wordsAsked } from '../words-asked.ts'
import { addByHand, changeByHand } from '../writes/by-hand.ts'
import { addNote, addTask, changeTask, logCall } from '../writes/tasks-and-notes.ts'

/** One address and no list of them: a mail must not go to whom somebody hid behind a comma. */
/** Titles that the server gives tasks are written down in English and said in the language of who reads. */
const TASK_WRITTEN = ['title', 'detail']
const Email = z.email().max(254)
const ContactWritten = {
  name: LineAsked.exactOptional(),
  email: Email.exactOptional(),
  phone: z.string().trim().min(1).max(60).exactOptional(),
}
const NewContact = z.strictObject({ customer: IdAsked, role: z.enum(CONTACT_ROLES), ...ContactWritten })
const ContactChange = z.strictObject({
  ...ContactWritten,
  role: z.enum(CONTACT_ROLES).exactOptional(),
  why: Why.exactOptional(),
})
const Text = z.string().trim().min(1).max(2000)
const NewTask = z.strictObject({
  title: LineAsked,
  detail: Text.exactOptional(),
  customer: IdAsked.exactOptional(),
  document: IdAsked.exactOptional(),
  dueOn: DayAsked.exactOptional(),
  assignee: LineAsked.exactOptional(),
})
const TaskChange = z.strictObject({
  title: LineAsked.exactOptional(),
  detail: Text.nullable().exactOptional(),
  dueOn: DayAsked.nullable().exactOptional(),
  assignee: LineAsked.nullable().exactOptional(),
  state: z.enum(['done', 'dropped']).exactOptional(),
  why: Why.exactOptional(),
})
/** A call counts as a contact with the customer, as a letter does. */
const NewNote = z.strictObject({ text: Text, kind: z.enum(['note', 'call']).exactOptional() })

export function contactAndTaskRoutes(services: ApiServices) {
  const { db } = services
  return new Hono<ApiEnv>()
    .get(
      '/contacts',
      describe({
        summary: 'Contacts of the customers',
        tag: 'contacts',
        answer: ContactsView,
        table: 'contacts',
      }),
      readQuery(ContactFilter),
      async (c) => c.json(await listContacts(db, c.get('principal'), c.req.valid('query'))),
    )
    .get(
      '/contacts/:id',
      describe({ summary: 'One contact', tag: 'contacts', answer: ContactView }),
      async (c) => c.json(await contactFor(db, c.get('principal'), c.req.param('id'))),
    )
    .post(
      '/contacts',
      describe({ summary: 'Add a contact', tag: 'contacts', answer: ContactView, status: 201 }),
      readBody(NewContact),
      async (c) => {
        const { customer, ...rest } = c.req.valid('json')
        const { today: _, ...person } = await handRequest(services, c)
        await customerFor(db, c.get('principal'), customer)
        const id = await addByHand(db, person, {
          stream: 'contacts',
          record: { customerId: customer, ...rest },
        })
        return c.json(await contactFor(db, c.get('principal'), id), 201)
      },
    )
    .patch(
      '/contacts/:id',
      describe({ summary: 'Change a contact that was added by hand', tag: 'contacts', answer: ContactView }),
      readBody(ContactChange),
      async (c) => {
        const id = c.req.param('id')
        await contactFor(db, c.get('principal'), id)
        const { why, ...change } = c.req.valid('json')
        const { today: _, ...person } = await handRequest(services, c)
        const order = { stream: 'contacts' as const, id, act: 'change contact', change: () => change }
        await changeByHand(db, { ...person, ...(why !== undefined && { why }) }, order)
        return c.json(await contactFor(db, c.get('principal'), id))
      },
    )
    .delete(
      '/contacts/:id',
      describe({
        summary: 'Take a contact out that was added by hand',
        tag: 'contacts',
        answer: z.strictObject({ removed: z.literal(true) }),
      }),
      async (c) => {
        const id = c.req.param('id')
        await contactFor(db, c.get('principal'), id)
        const { today: _, ...person } = await handRequest(services, c)
        await changeByHand(db, person, { stream: 'contacts', id, act: 'remove contact', change: () => null })
        return c.json({ removed: true as const })
      },
    )
    .get(
      '/tasks',
      describe({ summary: 'What people are asked to do', tag: 'tasks', answer: TasksView, table: 'tasks' }),
      readQuery(TaskFilter),
      async (c) => {
        const order = { asked: c.req.valid('query'), books: await booksToday(services, c) }
        return c.json(
          withWritten(await listTasks(db, c.get('principal'), order), wordsAsked(c), TASK_WRITTEN),
        )
      },
    )
    .get('/tasks/:id', describe({ summary: 'One task', tag: 'tasks', answer: TaskView }), async (c) =>
      c.json(
        withWritten(await taskFor(db, c.get('principal'), c.req.param('id')), wordsAsked(c), TASK_WRITTEN),
      ),
    )
    .post(
      '/tasks',
      describe({ summary: 'Add a task', tag: 'tasks', answer: TaskView, status: 201 }),
      readBody(NewTask),
      async (c) => {
        const { customer, document, ...rest } = c.req.valid('json')
        const { today: _, ...person } = await handRequest(services, c)
        if (customer !== undefined)
          await documentsOf(db, c, { customer, ids: document === undefined ? [] : [document] })
        const id = await addTask(db, person, {
          ...rest,
          ...(customer !== undefined && { customerId: customer }),
          ...(customer !== undefined && document !== undefined && { documentId: document }),
        })
        return c.json(
          await taskFor(db, { ...c.get('principal'), entities: null, ownCustomersOnly: false }, id),
          201,
        )
      },
    )
    .patch(
      '/tasks/:id',
      describe({ summary: 'Change a task, or close it as done or dropped', tag: 'tasks', answer: TaskView }),
      readBody(TaskChange),
      async (c) => {
        const id = c.req.param('id')
        await taskFor(db, c.get('principal'), id)
        const { today: _, ...person } = await handRequest(services, c)
        await changeTask(db, person, { id, ...c.req.valid('json') })
        return c.json(
          await taskFor(db, { ...c.get('principal'), entities: null, ownCustomersOnly: false }, id),
        )
      },
    )
    .post(
      '/customers/:id/notes',
      describe({
        summary: 'Write a note about a customer, or of a call with them',
        tag: 'customers',
        answer: NoteView,
        status: 201,
      }),
      readBody(NewNote),
      async (c) => {
        const customerId = c.req.param('id')
        await customerFor(db, c.get('principal'), customerId)
        const { today, ...person } = await handRequest(services, c)
        const { text, kind = 'note' } = c.req.valid('json')
        const written = { customerId, text }
        const id =
          kind === 'call'
            ? await logCall(db, person, { ...written, on: today })
            : await addNote(db, person, written)
        const view: NoteView = {
          id,
          customer: customerId,
          text,
          createdAt: person.now.toISOString(),
          createdBy: person.actor,
        }
        return c.json(view, 201)
      },
    )
}
