import { describe, expect, test } from 'vitest'
import { freshDatabase } from '../database/test-database.ts'
import { aDesk, aRule, OPEN_ITEMS, OPEN_ITEMS_MAPPING } from './typing.ts'

const database = freshDatabase()
const desk = aDesk({ database })
desk.file('items.csv', OPEN_ITEMS)
desk.file('mapping.json', OPEN_ITEMS_MAPPING)
desk.file('late.json', aRule())
const FILE = ['items.csv', '--mapping', 'mapping.json']
const CREATE = ['--create', '--currency', 'USD', '--time-zone', 'America/New_York']

let last = 0
/** The id of a company no other test has. */
const unused = () => `books-${++last}-${Math.random().toString(36).slice(2, 8)}`

async function withBooks(): Promise<string> {
  const company = unused()
  const { code, err } = await desk.type('import', ...FILE, '--company', company, ...CREATE)
  if (code !== 0) throw new Error(err)
  return company
}

describe('import', () => {
  test('makes the company and says what came in', async () => {
    const company = unused()
    const { code, json } = await desk.json(
      'import',
      ...FILE,
      '--company',
      company,
      ...CREATE,
      '--name',
      'Books Ltd',
    )
    expect(code).toBe(0)
    expect(json).toMatchObject({
      company,
      import: expect.any(String),
      dryRun: false,
      lists: 'changes',
      exportedOn: '2026-03-31',
      rows: 5,
      changed: 0,
      closed: 0,
      streams: { customers: { added: 4 }, documents: { added: 5 } },
      problems: [],
    })
  })

  test('into a company that is not there says how to make it', async () => {
    const company = unused()
    const { code, err } = await desk.type('import', ...FILE, '--company', company)
    expect(code).toBe(1)
    expect(err).toContain(`There is no company "${company}".`)
    expect((await desk.type('import', ...FILE, '--company', company, '--create')).err).toContain(
      'Making it needs its currency and its time zone',
    )
  })

  test('a dry run changes nothing, and makes no company', async () => {
    const company = unused()
    const dry = await desk.json('import', ...FILE, '--company', company, ...CREATE, '--dry-run')
    expect(dry).toMatchObject({
      code: 0,
      json: { import: null, dryRun: true, streams: { documents: { added: 5 } } },
    })
    expect((await desk.type('plan', '--company', company)).err).toContain(`There is no company "${company}"`)

    const made = await withBooks()
    desk.file('more.csv', `${OPEN_ITEMS}E-1,005,Elm,,2026-03-01,2026-03-31,5.00,5.00,,USD\n`)
    const argv = ['more.csv', '--mapping', 'mapping.json', '--company', made]
    expect((await desk.json('import', ...argv, '--dry-run')).json).toMatchObject({ added: 2, changed: 0 })
    expect((await desk.json('import', ...argv, '--dry-run')).json).toMatchObject({ added: 2, changed: 0 })
    expect((await desk.type('import', ...argv, '--dry-run')).out).toContain(
      'Dry run: 6 rows read, nothing was changed.',
    )
  })

  test('a refused file makes no company', async () => {
    const company = unused()
    desk.file('other.csv', 'x,y\n1,2\n')
    expect(
      (await desk.type('import', 'other.csv', '--mapping', 'mapping.json', '--company', company, ...CREATE))
        .code,
    ).toBe(1)
    expect((await desk.type('rules', 'list', '--company', company)).err).toContain('There is no company')
  })

  test('a list of everything open closes what it leaves out, but asks first when that is much', async () => {
    const company = await withBooks()
    desk.file('next.csv', OPEN_ITEMS.replace(/^A-1.*\n/m, '').replace(/^B-1.*\n/m, ''))
    desk.file('next-mapping.json', { ...OPEN_ITEMS_MAPPING, exportedOn: '2026-04-01' })
    const argv = ['next.csv', '--mapping', 'next-mapping.json', '--company', company, '--lists', 'all-open']
    const dry = await desk.json('import', ...argv, '--dry-run')
    expect(dry.json).toMatchObject({ closed: 2, openBefore: 4, needsConfirmation: true })
    const refused = await desk.type('import', ...argv)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('would close 2 of 4 open documents of this source (50 %)')
    expect((await desk.json('import', ...argv, '--confirm-closing')).json).toMatchObject({ closed: 2 })
    const { json } = await desk.json('plan', '--company', company, '--as-of', '2026-04-01')
    expect(json).toMatchObject({ ledger: { openInvoices: 2, overdueInvoices: 0 } })
  })

  test('can be undone once', async () => {
    const company = await withBooks()
    desk.file('changed.csv', OPEN_ITEMS.replace('80.00,80.00', '80.00,30.00'))
    const { json } = await desk.json(
      'import',
      'changed.csv',
      '--mapping',
      'mapping.json',
      '--company',
      company,
    )
    const id = (json as { import: string }).import
    const open = async () => (await desk.json('plan', '--company', company)).json
    expect(await open()).toMatchObject({ ledger: { open: { USD: '14330.50' } } })
    expect(await desk.json('import', '--undo', id, '--company', company)).toMatchObject({
      code: 0,
      json: { restored: 1, removed: 0 },
    })
    expect(await open()).toMatchObject({ ledger: { open: { USD: '14380.50' } } })
    expect((await desk.type('import', '--undo', id, '--company', company)).err).toContain('was undone before')
  })

  test('lists the rows that cannot be read and loads the others', async () => {
    const company = unused()
    desk.file('bad.csv', `${OPEN_ITEMS}E-1,005,Elm,,2026-02-30,2026-03-31,5.00,5.00,,USD\n`)
    const argv = ['bad.csv', '--mapping', 'mapping.json', '--company', company, ...CREATE]
    const { code, out } = await desk.type('import', ...argv)
    expect(code).toBe(1)
    expect(out).toContain('1 problem')
    expect(out).toContain('✗ line 7, column Issued: found "2026-02-30".')
    expect(out).toMatch(/documents +5 +0 +0 +0/)
  })
})

describe('plan from the database', () => {
  test('is the same JSON as from the file the books were imported from', async () => {
    const company = await withBooks()
    await desk.type('rules', 'import', 'late.json', '--company', company, '--live')
    const books = ['--ledger', 'items.csv', '--mapping', 'mapping.json', '--rule', 'late.json']
    const fromFile = await desk.type('plan', ...books, '--as-of', '2026-03-31', '--json')
    const fromDatabase = await desk.type('plan', '--company', company, '--as-of', '2026-03-31', '--json')
    expect(fromDatabase).toEqual({ code: 0, out: fromFile.out, err: '' })
  })

  test('decides for today in the company when no day is given', async () => {
    const company = await withBooks()
    expect((await desk.json('plan', '--company', company)).json).toMatchObject({ asOf: '2026-03-31' })
  })

  test('a rule that does not run is named with those that do', async () => {
    const company = await withBooks()
    await desk.type('rules', 'import', 'late.json', '--company', company, '--live')
    const { code, err } = await desk.type('plan', '--company', company, '--rule', 'early')
    expect([code, err]).toEqual([1, `No rule "early" runs in company "${company}". Running: late.\n`])
  })

  test('history counts unless it is left out', async () => {
    const company = await withBooks()
    await desk.type('rules', 'import', 'late.json', '--company', company, '--live')
    await desk.type('run', '--company', company)
    const kept = await desk.json('plan', '--company', company)
    expect(kept.json).toMatchObject({
      rules: [{ matches: [{ actions: [{ status: { is: 'pending' } }, {}] }] }],
    })
    const none = await desk.json('plan', '--company', company, '--history', 'none')
    const [mail] = (none.json as { rules: { matches: { actions: object[] }[] }[] }).rules[0]!.matches[0]!
      .actions
    expect(mail).not.toHaveProperty('status')
    expect((await desk.type('plan', '--company', company, '--history', 'some')).err).toBe(
      '--history is "some". Write kept or none.\n',
    )
  })
})

describe('run', () => {
  test('fills the outbox once, however often it is run that day', async () => {
    const company = await withBooks()
    await desk.type('rules', 'import', 'late.json', '--company', company, '--live')
    const first = await desk.json('run', '--company', company)
    expect(first).toMatchObject({
      code: 0,
      json: {
        asOf: '2026-03-31',
        mode: 'test',
        rules: [{ rule: 'late', counts: { matched: 1, actions: 2 }, planned: 2 }],
      },
    })
    expect((await desk.json('run', '--company', company)).json).toMatchObject({
      rules: [{ planned: 0, kept: 2 }],
    })
    expect((await desk.type('run', '--company', company)).out).toContain(
      'in test mode: nothing leaves the outbox',
    )
  })

  test('without rules says how to publish one', async () => {
    const company = await withBooks()
    expect((await desk.type('run', '--company', company)).out).toContain('No rule runs here.')
  })
})

describe('explain from the database', () => {
  test('says what the rule does for one customer', async () => {
    const company = await withBooks()
    await desk.type('rules', 'import', 'late.json', '--company', company, '--live')
    const argv = ['--company', company, '--rule', 'late', '--subject', '001']
    expect((await desk.json('explain', ...argv)).json).toMatchObject({
      outcome: 'matched',
      branch: 'is-late',
    })
  })
})

describe('rules', () => {
  test('become drafts, or are published at once, and are listed', async () => {
    const company = await withBooks()
    desk.file('monitored.json', aRule({ id: 'monitored', name: 'Watched' }))
    desk.file('draft.json', aRule({ id: 'draft' }))
    await desk.type('rules', 'import', 'late.json', '--company', company, '--live')
    await desk.type('rules', 'import', 'monitored.json', '--company', company, '--monitor')
    const { out } = await desk.type('rules', 'import', 'draft.json', '--company', company)
    expect(out).toBe('draft: saved as a draft; it does not run until it is published\n')
    expect((await desk.json('rules', 'list', '--company', company)).json).toMatchObject({
      rules: [
        { id: 'draft', state: 'draft', version: null },
        { id: 'late', state: 'live', version: 1 },
        { id: 'monitored', name: 'Watched', state: 'monitor', version: 1 },
      ],
    })
  })

  test('come out as they went in', async () => {
    const company = await withBooks()
    await desk.type('rules', 'import', 'late.json', '--company', company, '--live')
    const { out } = await desk.type('rules', 'export', 'late', '--company', company, '--to', 'exported.json')
    expect(out).toBe('')
    desk.file('taken-back.json', (await desk.type('rules', 'export', 'late', '--company', company)).out)
    expect((await desk.type('check', 'exported.json', '--company', company)).code).toBe(0)
    expect(
      (await desk.type('rules', 'export', 'late', '--company', company, '--to', 'exported.json')).err,
    ).toBe('Cannot write the rule to exported.json: it is there already. Name another file or remove it.\n')
    const books = ['--ledger', 'items.csv', '--mapping', 'mapping.json', '--as-of', '2026-03-31', '--json']
    const before = await desk.type('plan', ...books, '--rule', 'late.json')
    expect((await desk.type('plan', ...books, '--rule', 'taken-back.json')).out).toBe(before.out)
    expect((await desk.type('rules', 'export', 'early', '--company', company)).err).toContain(
      'has no rule "early". It has: late.',
    )
  })

  test('go out as plain json-rules-engine rules and come back', async () => {
    const company = await withBooks()
    await desk.type('rules', 'import', 'late.json', '--company', company, '--live')
    const { code, out } = await desk.type('rules', 'export', 'late', '--plain', '--company', company)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([
      { conditions: { all: expect.any(Array) }, event: { params: { rule: 'late' } } },
    ])
  })

  test('plain rules over facts nobody has here stay drafts', async () => {
    const company = await withBooks()
    desk.file('plain.json', {
      facts: { fouls: 'number' },
      rules: [
        {
          name: 'Out',
          conditions: { all: [{ fact: 'fouls', operator: 'greaterThan', value: 5 }] },
          event: { type: 'out' },
        },
      ],
    })
    const refused = await desk.type('rules', 'import', 'plain.json', '--company', company, '--live')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('found "fouls". There is no such fact.')
    expect((await desk.type('rules', 'import', 'plain.json', '--company', company)).code).toBe(0)
  })

  test('whose own tests fail are not published', async () => {
    const company = await withBooks()
    desk.file('failing.json', aRule({ tests: [{ name: 'wrong', given: {}, expect: ['mail'] }] }))
    const { code, err } = await desk.type('rules', 'import', 'failing.json', '--company', company, '--live')
    expect(code).toBe(1)
    expect(err).toContain('1 of its tests fail ("wrong")')
  })
})

describe('doctor and migrate', () => {
  test('say how things are', async () => {
    const company = await withBooks()
    const { code, json } = await desk.json('doctor', '--data', 'none')
    const checks = (json as { checks: { check: string; is: string }[] }).checks
    if (database.kind === 'pglite') expect(checks.map(({ check }) => check)).toContain('lock')
    expect(code).toBe(0)
    expect(checks.every(({ is }) => is === 'ok' || is === 'warn')).toBe(true)
    expect((await desk.json('migrate')).json).toMatchObject({ pending: 0 })
    expect(company).toBeTruthy()
  })
})
