import { asc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { MONDAY_TO_FRIDAY } from '#engine/calendar-date.ts'
import { nextTimes } from '#engine/due-times.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { changeSettings } from '#server/api/writes/company-settings.ts'
import { company as companyTable } from '#server/database/company-tables.ts'
import { rule, ruleFire, run } from '#server/database/rule-tables.ts'
import { undoImport } from '#server/import/undo-import.ts'
import { runDueRules } from '#server/schedule/run-due-rules.ts'
import { aCustomer, aLedger, anEntity, anInvoice } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, aRule, libraryRule, someBooks, THE_RULE, theCompany } from '../run/a-company.ts'

const ruleOf = (schedule: string, settings: Record<string, unknown> = {}) =>
  aRule({ id: 'late', days: 30, acts: [A_MAIL], trigger: { schedule }, ...settings })

/** The instants at which a schedule comes due, each asked for from the one before. */
function dueTimes(
  schedule: string,
  { from, timeZone, count }: { from: string; timeZone: string; count: number },
) {
  const times: string[] = []
  let after = new Date(from)
  for (let at = 0; at < count; at++) {
    const [next] = nextTimes({ schedule }, { after, timeZone, calendar: MONDAY_TO_FRIDAY, count: 1 })
    if (next === undefined) break
    times.push(next.toISOString())
    after = next
  }
  return times
}

describe('when a rule comes due next', () => {
  test('half past ten on business days keeps to the clock on the wall when summer time begins', () => {
    const from = '2026-03-05T20:00:00Z'
    expect(dueTimes('30 10 * * 1-5', { from, timeZone: 'America/New_York', count: 3 })).toEqual([
      '2026-03-06T15:30:00.000Z',
      '2026-03-09T14:30:00.000Z',
      '2026-03-10T14:30:00.000Z',
    ])
  })

  test('and when it ends', () => {
    const from = '2026-10-29T20:00:00Z'
    expect(dueTimes('30 10 * * 1-5', { from, timeZone: 'America/New_York', count: 2 })).toEqual([
      '2026-10-30T14:30:00.000Z',
      '2026-11-02T15:30:00.000Z',
    ])
  })

  test('a time that the clock leaves out in spring comes due once that day all the same', () => {
    const times = dueTimes('30 2 * * *', {
      from: '2026-03-07T12:00:00Z',
      timeZone: 'America/New_York',
      count: 2,
    })
    expect(times).toEqual(['2026-03-08T07:30:00.000Z', '2026-03-09T06:30:00.000Z'])
  })

  test('a time that the clock shows twice in autumn comes due once', () => {
    const times = dueTimes('30 1 * * *', {
      from: '2026-10-31T12:00:00Z',
      timeZone: 'America/New_York',
      count: 2,
    })
    expect(times).toEqual(['2026-11-01T05:30:00.000Z', '2026-11-02T06:30:00.000Z'])
  })

  test.each([
    ['Asia/Kolkata', '2026-03-16T05:00:00.000Z'],
    ['Pacific/Chatham', '2026-03-16T20:45:00.000Z'],
    ['UTC', '2026-03-16T10:30:00.000Z'],
  ])('half past ten in %s is at %s', (timeZone, expected) => {
    expect(dueTimes('30 10 * * *', { from: '2026-03-16T00:00:00Z', timeZone, count: 1 })).toEqual([expected])
  })

  test('the last day of February is found in a leap year too', () => {
    const times = dueTimes('0 9 L 2 *', { from: '2027-01-01T00:00:00Z', timeZone: 'UTC', count: 2 })
    expect(times).toEqual(['2027-02-28T09:00:00.000Z', '2028-02-29T09:00:00.000Z'])
  })

  test('a rule that waits for an event has no next time', () => {
    const after = new Date('2026-03-16T00:00:00Z')
    const asked = { after, timeZone: 'UTC', calendar: MONDAY_TO_FRIDAY, count: 1 }
    expect(nextTimes({ on: 'payment-received' }, asked)).toEqual([])
  })
})

describe('the schedule', () => {
  const database = freshDatabase()

  // The schedule looks at all companies: those of the tests before have nothing that runs any more.
  beforeEach(async () => {
    await database.db.update(rule).set({ state: 'retired' })
    await database.db.update(companyTable).set({ timeZone: 'America/New_York' })
  })

  async function aCompany({
    rules = [libraryRule(THE_RULE)],
    mode = 'live' as 'live' | 'test',
    books = someBooks(),
  } = {}) {
    const company = theCompany(database.db, await database.aCompany({ mode }))
    await company.importBooks('2026-03-16', books)
    // Published on Monday the 16th at 11:30 in New York: due on Tuesday at 10:30.
    for (const each of rules) await company.publish('2026-03-16', [each])
    return company
  }
  const firesOf = (companyId: string) =>
    database.db
      .select()
      .from(ruleFire)
      .where(eq(ruleFire.companyId, companyId))
      .orderBy(asc(ruleFire.scheduledFor))
  const runsOf = (companyId: string) => database.db.select().from(run).where(eq(run.companyId, companyId))
  const ruleRow = async (companyId: string) => {
    const [found] = await database.db.select().from(rule).where(eq(rule.companyId, companyId))
    return found
  }

  test('leaves a rule alone before its time, runs it at its time, and not again until the next', async () => {
    const company = await aCompany()
    await runDueRules(database.db, clockAt('2026-03-17T14:29:59Z'))
    expect(await runsOf(company.id)).toEqual([])
    const [runId] = await runDueRules(database.db, clockAt('2026-03-17T14:30:00Z'))
    expect(await runsOf(company.id)).toMatchObject([
      { id: runId, asOf: '2026-03-17', trigger: 'schedule', scheduledFor: new Date('2026-03-17T14:30:00Z') },
    ])
    expect(await company.actions()).toHaveLength(2)
    for (const at of ['2026-03-17T14:30:30Z', '2026-03-17T23:00:00Z', '2026-03-18T14:29:00Z'])
      await runDueRules(database.db, clockAt(at))
    expect(await runsOf(company.id)).toHaveLength(1)
    expect((await ruleRow(company.id))?.nextFireAt).toEqual(new Date('2026-03-18T14:30:00Z'))
  })

  test('fires once however many servers look at it at once', async () => {
    const company = await aCompany()
    const clock = clockAt('2026-03-17T14:30:05Z')
    const runs = await Promise.all(Array.from({ length: 8 }, () => runDueRules(database.db, clock)))
    expect(runs.flat()).toHaveLength(1)
    expect(await runsOf(company.id)).toHaveLength(1)
    expect(await firesOf(company.id)).toMatchObject([{ runId: runs.flat()[0], skipped: null }])
    expect(await company.actions()).toHaveLength(2)
  })

  test('looked at 96 times in a day plans one letter and one hold', async () => {
    const company = await aCompany()
    const midnight = Date.parse('2026-03-17T04:00:00Z')
    for (let quarter = 0; quarter < 96; quarter++)
      await runDueRules(database.db, clockAt(new Date(midnight + quarter * 900_000).toISOString()))
    expect(await company.actions()).toHaveLength(2)
    expect(await firesOf(company.id)).toHaveLength(1)
  })

  test('makes up for three days of standstill once, as of the day it is', async () => {
    const company = await aCompany()
    expect(await runDueRules(database.db, clockAt('2026-03-19T16:00:00Z'))).toHaveLength(1)
    expect(await runsOf(company.id)).toMatchObject([
      { asOf: '2026-03-19', scheduledFor: new Date('2026-03-17T14:30:00Z') },
    ])
    expect((await ruleRow(company.id))?.nextFireAt).toEqual(new Date('2026-03-20T14:30:00Z'))
    expect(await runDueRules(database.db, clockAt('2026-03-19T16:00:30Z'))).toEqual([])
  })

  test('F48: at 19:30 in Chicago on the due date nothing is overdue yet, though it is the next day in UTC', async () => {
    const id = await database.aCompany({ mode: 'live', timeZone: 'America/Chicago' })
    const company = theCompany(database.db, id)
    const due = anInvoice({ id: 'A-1', customerId: 'heron', dueOn: '2026-03-17' })
    await company.importBooks('2026-03-16', aLedger({ ...someBooks(), documents: [due] }))
    await company.publish('2026-03-16', [
      aRule({ id: 'late', days: 1, acts: [A_MAIL], trigger: { schedule: '30 19 * * *' } }),
    ])
    for (const day of ['17', '18', '19']) await runDueRules(database.db, clockAt(`2026-03-${day}T00:30:00Z`))
    const runs = (await runsOf(id)).sort((a, b) => (a.asOf < b.asOf ? -1 : 1))
    expect(runs.map(({ asOf, counts }) => [asOf, counts.late?.matched])).toEqual([
      ['2026-03-16', 0],
      ['2026-03-17', 0],
      ['2026-03-18', 1],
    ])
  })

  describe('on business days', () => {
    const onBusinessDays = aRule({
      id: 'late',
      days: 30,
      acts: [A_MAIL],
      trigger: { businessDays: 'every', at: '10:30' },
    })
    const aCompanyIn = async (country: string | null) => {
      const id = await database.aCompany({ mode: 'live', settings: { country } })
      const company = theCompany(database.db, id)
      await company.importBooks('2026-03-27', someBooks())
      // Good Friday, the 3rd of April, is a holiday of British Columbia; Easter Monday is not.
      await company.publish('2026-04-02', [onBusinessDays])
      return company
    }

    test('a rule does not come due on a holiday, and makes up for nothing after it', async () => {
      const [away, there] = [await aCompanyIn(null), await aCompanyIn('CA-BC')]
      expect((await ruleRow(away.id))?.nextFireAt).toEqual(new Date('2026-04-03T14:30:00Z'))
      expect((await ruleRow(there.id))?.nextFireAt).toEqual(new Date('2026-04-06T14:30:00Z'))
      expect(await runDueRules(database.db, clockAt('2026-04-03T14:30:00Z'))).toHaveLength(1)
      expect(await firesOf(there.id)).toEqual([])
      expect(await runDueRules(database.db, clockAt('2026-04-06T14:30:00Z'))).toHaveLength(2)
      expect(await firesOf(there.id)).toMatchObject([{ scheduledFor: new Date('2026-04-06T14:30:00Z') }])
    })

    test('a company that changes on which days it works moves what comes due with them', async () => {
      const company = await aCompanyIn(null)
      const change = (country: string | null, at: string) =>
        changeSettings(
          database.db,
          { companyId: company.id, actor: 'Ada', now: new Date(at), why: 'We are in Vancouver' },
          { country },
        )
      await change('CA-BC', '2026-04-02T20:00:00Z')
      expect((await ruleRow(company.id))?.nextFireAt).toEqual(new Date('2026-04-06T14:30:00Z'))
      await change(null, '2026-04-02T21:00:00Z')
      expect((await ruleRow(company.id))?.nextFireAt).toEqual(new Date('2026-04-03T14:30:00Z'))
      // What is due already is not lost by a change of the settings.
      await change('CA-BC', '2026-04-03T14:30:10Z')
      expect((await ruleRow(company.id))?.nextFireAt).toEqual(new Date('2026-04-03T14:30:00Z'))
    })

    test('an import that says in which country a legal entity is moves what comes due, and its undoing moves it back', async () => {
      const company = await aCompanyIn(null)
      const nextTime = async () => (await ruleRow(company.id))?.nextFireAt
      expect(await nextTime()).toEqual(new Date('2026-04-03T14:30:00Z'))
      const inGermany = anEntity({ id: 'us', name: 'Dunlin Inc.', country: 'DE' })
      const { importId } = await company.importBooks(
        '2026-04-02',
        aLedger({ customers: [], entities: [inGermany] }),
      )
      // Germany is at work again on the Tuesday after Easter.
      expect(await nextTime()).toEqual(new Date('2026-04-07T14:30:00Z'))
      await undoImport(database.db, {
        companyId: company.id,
        importId: importId ?? '',
        actor: 'ann',
        now: clockAt('2026-04-02').now(),
      })
      expect(await nextTime()).toEqual(new Date('2026-04-03T14:30:00Z'))
    })

    test('a time that has become a holiday is left out, on record', async () => {
      const company = await aCompanyIn(null)
      const [{ settings } = { settings: {} }] = await database.db
        .select()
        .from(companyTable)
        .where(eq(companyTable.id, company.id))
      await database.db
        .update(companyTable)
        .set({ settings: { ...settings, country: 'CA-BC' } })
        .where(eq(companyTable.id, company.id))
      expect(await runDueRules(database.db, clockAt('2026-04-03T14:30:00Z'))).toEqual([])
      expect(await firesOf(company.id)).toMatchObject([
        { runId: null, skipped: 'It has become a day on which the company does not work.' },
      ])
      expect((await ruleRow(company.id))?.nextFireAt).toEqual(new Date('2026-04-06T14:30:00Z'))
    })
  })

  test('leaves a missed time out, on record, for a rule that does not catch up', async () => {
    const company = await aCompany({ rules: [ruleOf('30 10 * * 1-5', { policy: { catchUp: 'skip' } })] })
    expect(await runDueRules(database.db, clockAt('2026-03-19T16:00:00Z'))).toEqual([])
    expect(await firesOf(company.id)).toMatchObject([
      { runId: null, skipped: 'Missed, and the rule does not make up for missed times.' },
    ])
    expect(await runDueRules(database.db, clockAt('2026-03-20T14:30:20Z'))).toHaveLength(1)
  })

  test('runs rules that come due together in one run, so that they share one letter', async () => {
    const second = ruleOf('30 10 * * 1-5', { id: 'too' })
    const company = await aCompany({ rules: [ruleOf('30 10 * * 1-5'), second] })
    expect(await runDueRules(database.db, clockAt('2026-03-17T14:30:00Z'))).toHaveLength(1)
    expect((await company.actions()).map(({ ruleId }) => ruleId).sort()).toEqual(['late', 'too'])
    expect(await company.messages()).toHaveLength(1)
  })

  test('runs a rule that asks for a field of the company, and pauses it with the reason once the field is gone', async () => {
    const region = { fact: 'custom.region', operator: 'equal', value: 'north' }
    const books = aLedger(someBooks(), {
      customers: [aCustomer({ id: 'heron', name: 'Heron Supplies', custom: { region: 'north' } })],
    })
    const catalogue = catalogueOf({ customFields: discoverCustomFields(takeSnapshot(books)) })
    const document = ruleOf('30 10 * * 1-5')
    const asking = parseRule({ ...document, policy: { audience: { all: [region] } } }, 'asking', {
      catalogue,
      templates: ['overdue-30'],
    })
    const company = await aCompany({ rules: [asking], books })
    await runDueRules(database.db, clockAt('2026-03-17T14:30:00Z'))
    expect(await company.actions()).toMatchObject([{ ruleId: 'late', customerId: 'heron' }])

    const lost = await aCompany({ rules: [asking, libraryRule('invoice-ladder')] })
    await runDueRules(database.db, clockAt('2026-03-17T14:30:00Z'))
    const states = await database.db
      .select()
      .from(rule)
      .where(eq(rule.companyId, lost.id))
      .orderBy(asc(rule.id))
    expect(states).toMatchObject([
      { id: 'invoice-ladder', state: 'live' },
      { id: 'late', state: 'paused', stateReason: expect.stringContaining('custom.region') },
    ])
    expect((await lost.actions()).map(({ ruleId }) => ruleId)).toContain('invoice-ladder')
  })

  test('tries a run again that failed, and does not keep other companies waiting for it', async () => {
    const [broken, sound] = [await aCompany(), await aCompany()]
    const zone = (timeZone: string) =>
      database.db.update(companyTable).set({ timeZone }).where(eq(companyTable.id, broken.id))
    await zone('Not/A_Zone')
    const clock = clockAt('2026-03-17T14:30:00Z')
    await expect(runDueRules(database.db, clock)).rejects.toThrow()
    expect(await runsOf(sound.id)).toHaveLength(1)
    expect(await runsOf(broken.id)).toMatchObject([{ state: 'failed' }])
    expect(await firesOf(broken.id)).toEqual([])
    await zone('America/New_York')
    // Half a minute later it is too early, a minute later it is not.
    await runDueRules(database.db, clockAt('2026-03-17T14:30:30Z'))
    expect(await runsOf(broken.id)).toHaveLength(1)
    await runDueRules(database.db, clockAt('2026-03-17T14:31:00Z'))
    expect((await runsOf(broken.id)).map(({ state }) => state)).toEqual(['failed', 'completed'])
    expect(await runsOf(sound.id)).toHaveLength(1)
  })

  test('leaves what is queued to dispatch', async () => {
    const company = await aCompany()
    await runDueRules(database.db, clockAt('2026-03-17T14:30:00Z'))
    const hold = (await company.actions()).find(({ stepId }) => stepId === 'hold')
    await company.approve('2026-03-17', hold!.id)
    expect(await runDueRules(database.db, clockAt('2026-03-17T16:00:00Z'))).toEqual([])
    const state = async () => (await company.actions()).find(({ stepId }) => stepId === 'hold')?.state
    expect(await state()).toBe('queued')
    await company.dispatch('2026-03-17')
    expect(await state()).toBe('sent')
  })

  test('does not run a rule that is paused, and runs it from its next time on once it is published again', async () => {
    const company = await aCompany()
    await database.db.update(rule).set({ state: 'paused' }).where(eq(rule.companyId, company.id))
    expect(await runDueRules(database.db, clockAt('2026-03-17T14:30:00Z'))).toEqual([])
    await company.publish('2026-03-18', [libraryRule(THE_RULE)])
    expect(await runDueRules(database.db, clockAt('2026-03-18T15:31:00Z'))).toEqual([])
    expect(await runDueRules(database.db, clockAt('2026-03-19T14:30:00Z'))).toHaveLength(1)
  })
})
