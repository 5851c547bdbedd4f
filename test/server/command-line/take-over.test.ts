import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HeldByServer } from '#server/command-line/errors.ts'
import { COMMAND_PATH } from '#server/command-line/hand-over.ts'
import { internalCommandRoute } from '#server/command-line/take-over.ts'
import { type Listening, listen } from '#server/http/listen.ts'
import { clockAt } from '#test/clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aDesk, aRule, OPEN_ITEMS, OPEN_ITEMS_MAPPING } from './typing.ts'

const TOKEN = 'a-token-of-the-data-directory'
const database = freshDatabase()
let listening: Listening

beforeAll(async () => {
  const { db, kind, pglite } = database
  const open = { db, kind, pglite, lock: null, migrate: async () => 0, close: async () => {} }
  const app = internalCommandRoute({ token: TOKEN, open, clock: clockAt('2026-03-31') })
  listening = await listen(app, { port: 0, hostname: '127.0.0.1' })
})
afterAll(() => listening.stop())

/** A desk in a process that finds the directory held by the server of this test. */
function besideServer(token = TOKEN, port = () => listening.port) {
  return aDesk({
    surroundings: {
      withDatabase: () =>
        Promise.reject(new HeldByServer({ pid: 4711, port: port(), token, dataDir: '.dunlin' })),
    },
  })
}

describe('a command typed beside a running server', () => {
  test('is carried out by it, with files found from where it was typed', async () => {
    const desk = besideServer()
    desk.file('items.csv', OPEN_ITEMS)
    desk.file('mapping.json', OPEN_ITEMS_MAPPING)
    desk.file('rules/late.json', aRule())
    const argv = ['--company', 'beside', '--create', '--currency', 'USD', '--time-zone', 'America/New_York']
    const imported = await desk.json('import', 'items.csv', '--mapping', 'mapping.json', ...argv)
    expect(imported).toMatchObject({ code: 0, json: { rows: 5, problems: [] } })
    await desk.type('rules', 'import', 'rules/late.json', '--company', 'beside', '--live')
    const planned = await desk.json('plan', '--company', 'beside')
    expect(planned).toMatchObject({
      code: 0,
      json: { asOf: '2026-03-31', rules: [{ counts: { matched: 1 } }] },
    })
    const here = aDesk({ database, surroundings: { cwd: desk.cwd } })
    expect((await desk.type('plan', '--company', 'beside')).out).toBe(
      (await here.type('plan', '--company', 'beside')).out,
    )
  })

  test('fails there as it would here, with the same words and exit code', async () => {
    const desk = besideServer()
    expect(await desk.type('import', 'nowhere.csv', '--company', 'none')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('There is no company "none".'),
    })
  })

  test('is not sent at all when it needs no database', async () => {
    const desk = besideServer(TOKEN, () => 1)
    desk.file('late.json', aRule())
    expect((await desk.type('check', 'late.json')).code).toBe(0)
  })

  test('says which process to stop when nothing answers', async () => {
    const { code, err } = await besideServer(TOKEN, () => 1).type('plan', '--company', 'beside')
    expect(code).toBe(1)
    expect(err).toMatch(
      /^Process 4711 has \.dunlin open but does not answer on port 1: .+\. Stop process 4711 and try again\.\n$/,
    )
  })

  test('is refused with another token', async () => {
    const { code, err } = await besideServer('another').type('plan', '--company', 'beside')
    expect(code).toBe(1)
    expect(err).toContain('refused the command (401: The token is not that of this data directory.)')
  })
})

describe('what is not a command of this machine', () => {
  const send = (headers: Record<string, string>, body: string) =>
    new Promise<number>((resolve, reject) => {
      const { port } = listening
      const sent = request(
        { host: '127.0.0.1', port, path: COMMAND_PATH, method: 'POST', headers },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode ?? 0)
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  const command = JSON.stringify({ argv: ['facts'], cwd: '/', isTerminal: false, width: null, actor: 'x' })
  const authorization = `Bearer ${TOKEN}`

  test.each([
    ['no token', {}, command, 401],
    ['a token that only begins right', { authorization: `${authorization}x` }, command, 401],
    ['a page in a browser', { authorization, origin: 'http://127.0.0.1:3000' }, command, 403],
    ['a body that is no command', { authorization }, '{"argv":"facts"}', 400],
    ['a body that is no JSON', { authorization }, 'facts', 400],
    ['a command', { authorization }, command, 200],
  ])('%s', async (_, headers, body, status) => {
    expect(await send(headers, body)).toBe(status)
  })

  test('a request that does not come over a socket of this machine', async () => {
    const { db, kind, pglite } = database
    const open = { db, kind, pglite, lock: null, migrate: async () => 0, close: async () => {} }
    const app = internalCommandRoute({ token: TOKEN, open })
    const answer = await app.request(COMMAND_PATH, {
      method: 'POST',
      headers: { authorization },
      body: command,
    })
    expect(answer.status).toBe(403)
  })
})
