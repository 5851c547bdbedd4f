import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readHolder } from '#server/database/directory-lock.ts'
import { prepareDataDir } from '../database/kept-images.ts'
import { aDesk, aRule, OPEN_ITEMS, OPEN_ITEMS_MAPPING } from './typing.ts'

const MAIN = fileURLToPath(new URL('../../../server/main.ts', import.meta.url))
const desk = aDesk()
desk.file('items.csv', OPEN_ITEMS)
desk.file('mapping.json', OPEN_ITEMS_MAPPING)
desk.file('late.json', aRule())

type Ended = { code: number | null; out: string; err: string }

function start(argv: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const { DATABASE_URL: _, ...inherited } = process.env
  return spawn(process.execPath, [MAIN, ...argv], { cwd: desk.cwd, env: { ...inherited, ...env } })
}

/** Types a command in a process of its own and waits for its end. */
async function dunlin(argv: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = start(argv, env)
  let out = ''
  let err = ''
  child.stdout?.on('data', (text) => {
    out += text
  })
  child.stderr?.on('data', (text) => {
    err += text
  })
  const [code] = await once(child, 'close')
  return { code: code as number | null, out, err }
}

describe('a process of its own', () => {
  test('plans from files and prints JSON only', async () => {
    const books = ['--ledger', 'items.csv', '--mapping', 'mapping.json', '--rule', 'late.json']
    const { code, out, err } = await dunlin(['plan', ...books, '--as-of', '2026-03-31', '--json'])
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({ rules: [{ rule: 'late', counts: { matched: 1 } }] })
    expect(out).not.toContain('\u001b')
  })

  test('ends with 1 and one line for what it cannot do', async () => {
    expect(await dunlin(['plna'])).toEqual({
      code: 1,
      out: '',
      err: 'There is no command "plna". Did you mean "plan"?\n',
    })
  })

  test('is quiet when its reader has seen enough', async () => {
    const child = start(['facts', '--json'])
    let err = ''
    child.stderr?.on('data', (text) => {
      err += text
    })
    child.stdout?.destroy()
    const [code] = await once(child, 'close')
    expect([code, err]).toEqual([0, ''])
  })

  test('is the same through the program that npx starts', async () => {
    const program = fileURLToPath(new URL('../../../server/dunlin.mjs', import.meta.url))
    const child = spawn(process.execPath, [program, '--version'])
    let out = ''
    child.stdout.on('data', (text) => {
      out += text
    })
    await once(child, 'close')
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('names a database server that does not answer, without its password', async () => {
    const { code, err } = await dunlin(['rules', 'list', '--company', 'a'], {
      DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/books',
    })
    expect(code).toBe(1)
    expect(err).toContain('Cannot use the database of DATABASE_URL: nothing listens there.')
    expect(err).not.toContain('secret')
  })

  test('names a data directory that cannot be one', async () => {
    desk.file('a-file', 'text')
    expect(await dunlin(['migrate', '--data', 'a-file/data'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('a part of the path is a file. Name another directory with --data.'),
    })
  })
})

describe('beside a running server', () => {
  let server: ChildProcess
  let printed = ''

  beforeAll(async () => {
    await prepareDataDir(join(desk.cwd, 'data'))
    server = start(['serve', '--port', '0', '--data', 'data'])
    server.stdout?.on('data', (text) => {
      printed += text
    })
    server.stderr?.on('data', (text) => {
      printed += text
    })
    while (!printed.includes('Dunlin serves on')) {
      if (server.exitCode !== null) throw new Error(`The server did not start: ${printed}`)
      await Promise.race([once(server.stdout!, 'data'), once(server, 'exit')])
    }
  })
  afterAll(() => {
    if (server.exitCode === null) server.kill('SIGKILL')
  })

  test('commands are carried out by it', async () => {
    const { code, out, err } = await dunlin(['plan', '--company', 'demo', '--data', 'data', '--json'])
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({ ledger: { problems: [] }, rules: [{}, {}, {}] })
    const doctor = await dunlin(['doctor', '--data', 'data'])
    expect(doctor.out).toContain(`the running server, process ${server.pid}`)
    expect(doctor.code).toBe(0)
  })

  test('two commands at a time both end well', async () => {
    const create = ['--create', '--currency', 'USD', '--time-zone', 'America/New_York', '--data', 'data']
    const file = ['import', 'items.csv', '--mapping', 'mapping.json']
    const ended = await Promise.all([
      dunlin([...file, '--company', 'one', ...create]),
      dunlin([...file, '--company', 'two', ...create]),
    ])
    expect(ended.map(({ code }) => code)).toEqual([0, 0])
    const listed = await dunlin(['doctor', '--data', 'data'])
    expect(listed.out).toContain('demo, one, two')
  })

  test('a second server does not start on its data', async () => {
    const { code, err } = await dunlin(['serve', '--port', '0', '--data', 'data'])
    expect(code).toBe(1)
    expect(err).toContain(
      `process ${server.pid} has it open, and two processes would lose each other's rows.`,
    )
  })

  test('Ctrl-C ends it within two seconds, and its data is free again', async () => {
    const asked = performance.now()
    server.kill('SIGINT')
    const [code] = server.exitCode === null ? await once(server, 'exit') : [server.exitCode]
    expect(code).toBe(0)
    expect(performance.now() - asked).toBeLessThan(2000)
    expect(existsSync(join(desk.cwd, 'data', 'database'))).toBe(true)
    expect(readHolder(join(desk.cwd, 'data'))).toBeNull()
    const { out, code: after } = await dunlin(['rules', 'list', '--company', 'one', '--data', 'data'])
    expect([after, out]).toEqual([0, expect.stringContaining('one has no rules yet.')])
  })
})
