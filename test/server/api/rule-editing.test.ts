import { and, eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ImpactView, PublishedView, PublishRequestsView, StoppedView } from '#server/api/views/publishing.ts'
import { LiveCountView, PreviewView } from '#server/api/views/rule-preview.ts'
import { CheckView, DiffView, DraftView, VersionsView } from '#server/api/views/rules.ts'
import { SegmentsView } from '#server/api/views/segments.ts'
import { ProblemView, RuleView } from '#server/api/views.ts'
import type { Principal } from '#server/auth/principal.ts'
import { action } from '#server/database/action-tables.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aCompanyThatRan, RULE } from './a-run.ts'
import { anApi, ask, somebody } from './an-api.ts'

const database = freshDatabase()
let companyId: string
let api: ReturnType<typeof anApi>
let who: Principal

beforeAll(async () => {
  companyId = await database.aCompany()
  await aCompanyThatRan(database.db, companyId)
  api = anApi(database.db, () => who)
})
beforeEach(() => {
  who = somebody(companyId)
})

const aReminder = {
  dunlin: 1,
  id: 'reminder',
  name: 'A reminder task',
  subject: 'customer',
  trigger: { schedule: '30 10 * * 1-5' },
  steps: [
    {
      id: 'late',
      do: 'decide',
      branches: [
        {
          id: 'late-10',
          when: { all: [{ name: 'c1', fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 10 }] },
          steps: [{ id: 'call', do: 'act', action: 'create-task', params: { title: 'Call them' } }],
        },
      ],
    },
  ],
}

describe('a rule over the API', () => {
  test('is drafted, checked, looked at for its effect, published, changed, compared and brought back', async () => {
    const first = await ask(api, 'PUT', '/v1/rules/reminder/draft', {
      body: { document: aReminder, baseRevision: 0 },
    })
    expect(first.status).toBe(200)
    expect(first.headers.get('etag')).toBe('"1"')

    const check = CheckView.parse(
      (await ask(api, 'POST', '/v1/rules/check', { body: { document: aReminder } })).json,
    )
    expect(check).toMatchObject({ ok: true, problems: [] })
    expect(check.nextTimes).toHaveLength(5)
    const onceAMonth = { ...aReminder, trigger: { businessDays: [-1], at: '10:30' }, steps: [] }
    const unfinished = await ask(api, 'POST', '/v1/rules/check', { body: { document: onceAMonth } })
    expect(CheckView.parse(unfinished.json)).toMatchObject({
      ok: false,
      timeZone: 'America/New_York',
      nextTimes: [
        '2026-03-31T14:30:00.000Z',
        '2026-04-30T14:30:00.000Z',
        '2026-05-29T14:30:00.000Z',
        '2026-06-30T14:30:00.000Z',
        '2026-07-31T14:30:00.000Z',
      ],
    })

    const impact = await ask(api, 'POST', '/v1/rules/reminder/impact', { body: {} })
    expect(ImpactView.parse(impact.json).newlyTouched).toMatchObject({ count: 2, customers: 2 })

    const publish = { draftRevision: 1, target: 'live', firstRun: 'act-now', why: 'Agreed on Monday' }
    const published = await ask(api, 'POST', '/v1/rules/reminder/publish', { body: publish })
    expect(PublishedView.parse(published.json)).toMatchObject({ version: 1, state: 'live' })

    const { revision } = DraftView.parse((await ask(api, 'GET', '/v1/rules/reminder/draft')).json)
    const changed = structuredClone(aReminder)
    changed.steps[0]!.branches[0]!.when.all[0]!.value = 20
    const saved = await ask(api, 'PUT', '/v1/rules/reminder/draft', {
      body: { document: changed },
      headers: { 'if-match': `"${revision}"` },
    })
    const { changes } = DiffView.parse((await ask(api, 'GET', '/v1/rules/reminder/diff?from=1')).json)
    expect(changes.map(({ sentence }) => sentence).join(' ')).toMatch(/10.*20/)

    const again = { ...publish, draftRevision: DraftView.parse(saved.json).revision }
    await ask(api, 'POST', '/v1/rules/reminder/publish', { body: again })
    const back = await ask(api, 'POST', '/v1/rules/reminder/rollback', {
      body: { toVersion: 1, target: 'live', why: 'Too few calls' },
    })
    expect(PublishedView.parse(back.json).version).toBe(3)
    const { versions } = VersionsView.parse((await ask(api, 'GET', '/v1/rules/reminder/versions')).json)
    expect(versions.map(({ version, isLive }) => [version, isLive])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ])
  })

  test('saved by two editors at once keeps the first, and shows the second what the first has made of it', async () => {
    const base = DraftView.parse((await ask(api, 'GET', '/v1/rules/reminder/draft')).json)
    const mine = { document: { ...aReminder, name: 'Mine' }, baseRevision: base.revision }
    const theirs = { document: { ...aReminder, name: 'Theirs' }, baseRevision: base.revision }
    expect((await ask(api, 'PUT', '/v1/rules/reminder/draft', { body: theirs })).status).toBe(200)
    const { status, json } = await ask(api, 'PUT', '/v1/rules/reminder/draft', { body: mine })
    expect(status).toBe(409)
    expect(ProblemView.parse(json).current).toMatchObject({
      revision: base.revision + 1,
      document: { name: 'Theirs' },
      savedBy: 'Ada',
    })
  })

  test('is not saved without saying which revision the changes began from', async () => {
    const { status, json } = await ask(api, 'PUT', '/v1/rules/reminder/draft', {
      body: { document: aReminder },
    })
    expect([status, json.detail]).toEqual([400, expect.stringContaining('baseRevision')])
  })

  test('is put into words even when it leaves out what has a default', async () => {
    // No policy, tests, notes or view: a check would fill them in, and nobody has checked a draft.
    const body = { document: { ...aReminder, id: 'plain' }, baseRevision: 0 }
    expect((await ask(api, 'PUT', '/v1/rules/plain/draft', { body })).status).toBe(200)
    const rule = RuleView.parse((await ask(api, 'GET', '/v1/rules/plain')).json)
    expect(rule.sentence).toMatch(/^Every weekday/)
    const sentenceFor = async (language: string) => {
      const headers = { 'accept-language': language }
      return RuleView.parse((await ask(api, 'GET', '/v1/rules/plain', { headers })).json).sentence
    }
    expect(await sentenceFor('de-AT,en;q=0.8')).toMatch(/^Montags bis freitags um/)
    expect(await sentenceFor('fr, de;q=0.3, en;q=0.7')).toBe(rule.sentence)
    expect(await sentenceFor('fr')).toBe(rule.sentence)
    expect((await ask(api, 'DELETE', '/v1/rules/plain/draft?baseRevision=1')).status).toBe(200)
  })

  test('may stay unfinished, and the list of rules says so instead of failing', async () => {
    const body = { document: { name: 'Half a rule', steps: [{ do: 'nothing' }] }, baseRevision: 0 }
    expect((await ask(api, 'PUT', '/v1/rules/half/draft', { body })).status).toBe(200)
    const rule = RuleView.parse((await ask(api, 'GET', '/v1/rules/half')).json)
    expect(rule.sentence).toBe('This draft is not finished.')
    const publish = { draftRevision: 1, target: 'live', why: 'Because' }
    const refused = await ask(api, 'POST', '/v1/rules/half/publish', { body: publish })
    expect(refused.status).toBe(422)
    expect(ProblemView.parse(refused.json).problems?.length).toBeGreaterThan(0)
    expect((await ask(api, 'DELETE', '/v1/rules/half/draft?baseRevision=1')).status).toBe(200)
    expect((await ask(api, 'GET', '/v1/rules/half')).status).toBe(404)
  })

  test('privilege over money: with a credit hold it is published by a second person alone', async () => {
    const draft = DraftView.parse((await ask(api, 'GET', `/v1/rules/${RULE}/draft`)).json)
    const earlier = JSON.parse(
      JSON.stringify(draft.document).replace(/"reason":"[^"]*"/, '"reason":"Overdue"'),
    )
    const body = { document: earlier, baseRevision: draft.revision }
    const { revision } = DraftView.parse((await ask(api, 'PUT', `/v1/rules/${RULE}/draft`, { body })).json)
    const publish = { draftRevision: revision, target: 'live', why: 'As agreed' }
    const alone = await ask(api, 'POST', `/v1/rules/${RULE}/publish`, { body: publish })
    expect([alone.status, alone.json.title]).toEqual([409, 'Needs a second person'])

    const asked = await ask(api, 'POST', `/v1/rules/${RULE}/publish-requests`, { body: publish })
    expect(asked.status).toBe(201)
    const verdict = { body: { why: 'Checked' } }
    const own = await ask(api, 'POST', `/v1/publish-requests/${asked.json.id}/approve`, verdict)
    expect([own.status, own.json.title]).toEqual([403, 'Not by the same person'])
    who = somebody(companyId, { id: 'user-bo', name: 'Bo', role: 'approver' })
    const other = await ask(api, 'POST', `/v1/publish-requests/${asked.json.id}/approve`, verdict)
    expect(other.status).toBe(201)
    const { requests } = PublishRequestsView.parse((await ask(api, 'GET', '/v1/publish-requests')).json)
    expect(requests[0]).toMatchObject({ state: 'approved', requestedBy: 'Ada', decidedBy: 'Bo' })
  })

  test('privilege over money: what it asks for is approved by nobody whose rule it is, whatever their name', async () => {
    // The hold that waits, as if the version of Ada had asked for it.
    const { version } = RuleView.parse((await ask(api, 'GET', `/v1/rules/${RULE}`)).json)
    const waiting = and(eq(action.companyId, companyId), eq(action.id, 'action-2'))
    await database.db
      .update(action)
      .set({ ruleVersion: version ?? 0 })
      .where(waiting)
    const approve = () => ask(api, 'POST', '/v1/actions/action-2/approve', { body: {} })
    who = somebody(companyId, { name: 'Ada Heron' })
    expect([(await approve()).status, (await approve()).json.detail]).toEqual([
      403,
      expect.stringContaining('Ask another approver'),
    ])
    who = somebody(companyId, { id: 'user-bo', name: 'Ada', role: 'approver' })
    expect((await approve()).status).toBe(200)
  })

  test('is paused and goes on, with the reason', async () => {
    const paused = await ask(api, 'POST', '/v1/rules/reminder/pause', { body: { why: 'Holidays' } })
    expect(StoppedView.parse(paused.json).state).toBe('paused')
    expect((await ask(api, 'POST', '/v1/rules/reminder/pause', { body: { why: 'Again' } })).status).toBe(409)
    const resumed = await ask(api, 'POST', '/v1/rules/reminder/resume', { body: { why: 'Back' } })
    expect(resumed.json).toEqual({ state: 'live' })
  })

  test('uses saved conditions, which have versions of their own', async () => {
    const condition = { all: [{ fact: 'daysOverdue', operator: 'greaterThan', value: 60 }] }
    const body = { name: 'Long overdue', subject: 'customer', condition, baseVersion: 0 }
    expect((await ask(api, 'PUT', '/v1/segments/long-overdue', { body })).json).toEqual({
      version: 1,
      drafts: [],
    })
    expect((await ask(api, 'PUT', '/v1/segments/long-overdue', { body })).status).toBe(409)
    const { segments } = SegmentsView.parse((await ask(api, 'GET', '/v1/segments')).json)
    expect(segments.map(({ id, version }) => [id, version])).toEqual([['long-overdue', 1]])
    expect((await ask(api, 'DELETE', '/v1/segments/long-overdue')).json).toEqual({ removed: true })
  })

  test('is not edited by somebody who may only read', async () => {
    who = somebody(companyId, { role: 'viewer', name: 'Vi' })
    const body = { document: aReminder, baseRevision: 0 }
    const { status, json } = await ask(api, 'PUT', '/v1/rules/other/draft', { body })
    expect([status, json.detail]).toEqual([403, expect.stringContaining('Vi')])
  })
})

describe('a rule nobody has saved', () => {
  test('is counted and looked at beside today’s books, with its letters, and leaves nothing behind', async () => {
    const { document } = RuleView.parse((await ask(api, 'GET', `/v1/rules/${RULE}`)).json)
    const count = LiveCountView.parse(
      (await ask(api, 'POST', '/v1/rules/count', { body: { document } })).json,
    )
    expect(count.evaluated).toBe(count.matched.count + count.notMatched + count.unknown)
    expect(count.matched).toEqual({ count: 1, open: [{ amount: '6300.50', currency: 'USD' }] })
    const body = { document: { ...document, id: 'unsaved' } }
    const preview = PreviewView.parse((await ask(api, 'POST', '/v1/rules/preview', { body })).json)
    expect(preview.totals['not-matched'].count).toBe(1)
    const [heron] = preview.rows
    expect(heron).toMatchObject({ subject: { id: '0042', name: 'Heron Supplies' } })
    expect(heron?.letters[0]).toMatchObject({ to: { address: 'ann@heron.example.com' } })
    expect((await ask(api, 'GET', '/v1/rules/unsaved')).status).toBe(404)
  })

  test('that cannot be read is refused with every place and what would be right', async () => {
    const { status, json } = await ask(api, 'POST', '/v1/rules/count', { body: { document: { dunlin: 1 } } })
    expect(status).toBe(422)
    expect(ProblemView.parse(json).problems?.length).toBeGreaterThan(0)
  })
})
