import { setTimeout as pause } from 'node:timers/promises'
import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { BooksConnector, WriteOutcome } from '#connectors/connector.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import { attempt, task } from '#server/database/action-tables.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { alert } from '#server/database/rule-tables.ts'
import { companyGuards } from '#server/dispatch/company-guards.ts'
import type { DispatchServices, FaultPoint } from '#server/dispatch/dispatch-services.ts'
import { sweepLetters } from '#server/dispatch/sweep-letters.ts'
import { writeToBooks } from '#server/dispatch/write-to-books.ts'
import { aCustomer, aLedger } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, aRule, someBooks, theCompany } from '../run/a-company.ts'
import { aMailService } from './a-mail-service.ts'

const database = freshDatabase()
const mail = aMailService()
const MONDAY = '2026-03-16'
const SETTINGS = {
  soloMode: true,
  staleAfterHours: null,
  firstRun: { customers: 99, percentOfReceivables: 100 },
}
const A_HOLD = { id: 'hold', action: 'place-credit-hold', params: { reason: '30 days overdue' } }
const HOLD = aRule({ id: 'hold', days: 30, acts: [A_HOLD] })

/** An accounting system that keeps holds, counts what is written, and can be told to lie or to fall silent. */
function anAccountingSystem(
  settings: { lies?: boolean; breaksOffAfterWriting?: boolean; open?: number } = {},
) {
  const holds = new Map<string, number>()
  let changes = 0
  const system = {
    writes: 0,
    isHeld: (customerId: string) => holds.has(customerId),
    setByAPerson(customerId: string) {
      changes += 1
      holds.set(customerId, changes)
    },
  }
  const connector: BooksConnector = {
    name: 'the accounting system',
    supports: { 'place-credit-hold': 'native', 'release-credit-hold': 'native' },
    async readHold(customerId) {
      return { onHold: holds.has(customerId), mark: String(holds.get(customerId) ?? 0) }
    },
    async readNow(documentIds) {
      return documentIds.map((documentId) => ({ documentId, openMinor: settings.open ?? 620_050 }))
    },
    async write({ kind, customerId }, { key, expected }): Promise<WriteOutcome> {
      if (expected !== String(holds.get(customerId) ?? 0))
        return { result: 'conflict', found: 'a person has changed it' }
      system.writes += 1
      changes += 1
      if (!settings.lies) {
        if (kind === 'place-credit-hold') holds.set(customerId, changes)
        else holds.delete(customerId)
      }
      if (settings.breaksOffAfterWriting) throw new Error('The connection was reset.')
      return { result: 'applied', reference: `hold ${key}` }
    },
  }
  return { ...system, system, connector }
}

const servicesOf = (connector: BooksConnector, more: Partial<DispatchServices> = {}): DispatchServices => ({
  guards: companyGuards,
  attachmentsOf: async () => ({ attachments: [] }),
  worker: 'worker',
  ...mail.services(clockAt(MONDAY)),
  booksOf: async () => connector,
  ...more,
})

async function aCompany(rules = [HOLD]) {
  const company = theCompany(database.db, await database.aCompany({ mode: 'live', settings: SETTINGS }))
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, rules)
  await company.run(MONDAY)
  return company
}
const tasksOf = (companyId: string) => database.db.select().from(task).where(eq(task.companyId, companyId))

describe('a hold in an accounting system', () => {
  test('is written once, read back, and shown in our books at once', async () => {
    const company = await aCompany()
    const { connector, system } = anAccountingSystem()
    expect(await company.dispatch(MONDAY, servicesOf(connector))).toMatchObject({ done: 1 })
    expect(await company.dispatch(MONDAY, servicesOf(connector))).toMatchObject({ done: 0 })
    expect([system.writes, system.isHeld('heron')]).toEqual([1, true])
    const holds = await database.db.select().from(hold).where(eq(hold.companyId, company.id))
    expect(holds).toMatchObject([{ customerId: 'heron', placedBy: 'rule' }])
  })

  test.each(['before it was read', 'after it was read'])(
    'that a person has set since it was decided, %s, is not touched, and somebody is asked (F88)',
    async (when) => {
      const company = await aCompany()
      const { connector: books, system } = anAccountingSystem()
      let isSet = false
      const connector: BooksConnector = {
        ...books,
        async readHold(customerId) {
          const readBefore = await books.readHold?.(customerId)
          if (!isSet) system.setByAPerson(customerId)
          isSet = true
          const readAfter = await books.readHold?.(customerId)
          const found = when === 'after it was read' ? readBefore : readAfter
          if (found === undefined) throw new Error('The system reads holds.')
          return found
        },
      }
      expect(await company.dispatch(MONDAY, servicesOf(connector))).toMatchObject({ done: 0, failed: 1 })
      expect(system.writes).toBe(0)
      expect(await tasksOf(company.id)).toMatchObject([
        { title: 'A credit hold was not placed', state: 'open' },
      ])
    },
  )

  test('that is answered as done and is not there has failed: not applied (F90)', async () => {
    const company = await aCompany()
    const { connector } = anAccountingSystem({ lies: true })
    expect(await company.dispatch(MONDAY, servicesOf(connector))).toMatchObject({ done: 0, failed: 1 })
    expect(await company.actions()).toMatchObject([
      { state: 'failed', stateReason: expect.stringMatching(/^Not applied: /) },
    ])
    const holds = await database.db.select().from(hold).where(eq(hold.companyId, company.id))
    expect(holds).toEqual([])
  })

  test('whose answer was lost is read back and not written again', async () => {
    const company = await aCompany()
    const { connector, system } = anAccountingSystem({ breaksOffAfterWriting: true })
    expect(await company.dispatch(MONDAY, servicesOf(connector))).toMatchObject({ unknown: 1 })
    await sweepLetters(database.db, servicesOf(connector))
    expect(await company.actions()).toMatchObject([{ state: 'unknown' }])
    await sweepLetters(database.db, { ...servicesOf(connector), clock: clockAt('2026-03-16T15:32:00Z') })
    expect(await company.actions()).toMatchObject([{ state: 'sent', doneOn: MONDAY }])
    expect(system.writes).toBe(1)
    expect(await tasksOf(company.id)).toMatchObject([{ state: 'dropped' }])
  })

  test('of a process that died after writing is read back too', async () => {
    const company = await aCompany()
    const { connector, system } = anAccountingSystem()
    const at = async (point: FaultPoint) => {
      if (point === 'before-record') throw new Error('killed')
    }
    await expect(company.dispatch(MONDAY, servicesOf(connector, { at }))).rejects.toThrow('killed')
    // The first sweep gives it up, the second looks it up.
    for (const at of ['2026-03-16T15:40:00Z', '2026-03-16T15:42:00Z'])
      await sweepLetters(database.db, { ...servicesOf(connector), clock: clockAt(at) })
    expect(await company.actions()).toMatchObject([{ state: 'sent' }])
    expect(system.writes).toBe(1)
    const attempts = await database.db
      .select()
      .from(attempt)
      .where(and(eq(attempt.companyId, company.id), eq(attempt.subjectType, 'action')))
    expect(attempts).toMatchObject([{ result: 'unknown' }])
  })

  test('that cannot be read, or is refused for now, is not written and tried again', async () => {
    const company = await aCompany()
    const { connector, system } = anAccountingSystem()
    const silent: BooksConnector = { ...connector, readHold: async () => Promise.reject(new Error('503')) }
    expect(await company.dispatch(MONDAY, servicesOf(silent))).toMatchObject({ deferred: 1, unknown: 0 })
    const busy: BooksConnector = { ...connector, write: async () => ({ result: 'later', found: '429' }) }
    const at = (time: string) => ({ clock: clockAt(`2026-03-16T${time}Z`) })
    expect(await company.dispatch(MONDAY, servicesOf(busy, at('15:36:00')))).toMatchObject({ deferred: 1 })
    expect(await company.actions()).toMatchObject([{ state: 'queued', stateReason: '429', attempts: 0 }])
    expect(await company.dispatch(MONDAY, servicesOf(connector, at('15:42:00')))).toMatchObject({ done: 1 })
    expect(system.writes).toBe(1)
  })

  test('of a process that was frozen until it was given up is not written by it any more', async () => {
    const company = await aCompany()
    const { connector, system } = anAccountingSystem()
    let now = '2026-03-16T15:30:00Z'
    const clock = { now: () => new Date(now), today: () => calendarDate(MONDAY) }
    const at = async (point: FaultPoint) => {
      if (point === 'before-send') now = '2026-03-16T15:40:00Z'
    }
    expect(await company.dispatch(MONDAY, servicesOf(connector, { clock, at }))).toMatchObject({
      deferred: 1,
    })
    expect(system.writes).toBe(0)
  })

  test('or a webhook of such a process: that is not called by it any more either', async () => {
    const call = { id: 'call', action: 'call-webhook', params: { url: 'https://hooks.example.com/held' } }
    const company = await aCompany([aRule({ id: 'call', days: 30, acts: [call] })])
    const { connector } = anAccountingSystem()
    const called: string[] = []
    let now = '2026-03-16T15:30:00Z'
    const clock = { now: () => new Date(now), today: () => calendarDate(MONDAY) }
    const callWebhook = async ({ id }: { id: string }) => {
      called.push(id)
      return { result: 'applied' as const, reference: '200' }
    }
    const at = async (point: FaultPoint) => {
      if (point === 'before-send') now = '2026-03-16T15:40:00Z'
    }
    const late = servicesOf(connector, { clock, at, callWebhook })
    expect(await company.dispatch(MONDAY, late)).toMatchObject({ deferred: 1 })
    expect(called).toEqual([])
    now = '2026-03-16T16:00:00Z'
    const inTime = servicesOf(connector, { clock, callWebhook })
    expect(await company.dispatch(MONDAY, inTime)).toMatchObject({ done: 1 })
    expect(called).toHaveLength(1)
  })

  test('F21: or such a call: neither is made for a customer who has become inactive since it was planned', async () => {
    const call = { id: 'call', action: 'call-webhook', params: { url: 'https://hooks.example.com/held' } }
    const company = await aCompany([aRule({ id: 'late', days: 30, acts: [A_HOLD, call] })])
    const heron = aCustomer({ id: 'heron', name: 'Heron Supplies', status: 'inactive' })
    await company.importBooks(MONDAY, aLedger({ customers: [heron] }))
    const { connector, system } = anAccountingSystem()
    const called: string[] = []
    const callWebhook = async ({ id }: { id: string }) => {
      called.push(id)
      return { result: 'applied' as const, reference: '200' }
    }
    expect(await company.dispatch(MONDAY, servicesOf(connector, { callWebhook }))).toMatchObject({
      done: 0,
      cancelled: 2,
    })
    expect([system.writes, called]).toEqual([0, []])
    expect((await company.actions()).map(({ stateReason }) => stateReason)).toEqual(
      Array(2).fill('The customer is inactive in the accounting system.'),
    )
  })

  test('keeps no letter waiting that leaves meanwhile', async () => {
    const company = await aCompany([aRule({ id: 'late', days: 30, acts: [A_MAIL, A_HOLD] })])
    const { connector, system } = anAccountingSystem()
    const slow: BooksConnector = {
      ...connector,
      async write(...order) {
        while (mail.taken().length === 0) await pause(5)
        return connector.write(...order)
      },
    }
    expect(await company.dispatch(MONDAY, servicesOf(slow))).toMatchObject({ done: 2 })
    expect([system.writes, mail.taken().length]).toEqual([1, 1])
  })

  test('that another process has placed in our own books since it was read is left alone, and nobody is alarmed', async () => {
    const company = await aCompany()
    const [row] = await company.actions()
    if (row === undefined) throw new Error('The rule has planned no hold.')
    const { connector } = anAccountingSystem()
    const services = servicesOf(connector, { booksOf: async () => null })
    expect(await writeToBooks(database.db, { row, services })).toBe('done')
    expect(await writeToBooks(database.db, { row, services })).toBe('deferred')
    expect(await company.actions()).toMatchObject([{ state: 'sent', notBefore: null }])
    expect(await database.db.select().from(alert).where(eq(alert.companyId, company.id))).toEqual([])
  })
})

describe('a letter about documents of an accounting system', () => {
  test('waits when less is open there than it asks for, and when nobody can say', async () => {
    const company = await aCompany([aRule({ id: 'late', days: 30, acts: [A_MAIL] })])
    const { connector } = anAccountingSystem({ open: 0 })
    expect(await company.dispatch(MONDAY, servicesOf(connector))).toMatchObject({ done: 0, deferred: 1 })
    const silent: BooksConnector = { ...connector, readNow: async () => Promise.reject(new Error('503')) }
    const later = { clock: clockAt('2026-03-16T15:50:00Z') }
    expect(await company.dispatch(MONDAY, { ...servicesOf(silent), ...later })).toMatchObject({ deferred: 1 })
    expect(mail.taken()).toEqual([])
    const last = { clock: clockAt('2026-03-16T16:10:00Z') }
    const { connector: sound } = anAccountingSystem()
    expect(await company.dispatch(MONDAY, { ...servicesOf(sound), ...last })).toMatchObject({ done: 1 })
  })
})
