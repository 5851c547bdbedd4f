import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import type { Surroundings } from '#server/command-line/command.ts'
import { withLocalDatabase } from '#server/command-line/local-database.ts'
import { runCommandLine } from '#server/command-line/run-command-line.ts'
import type { OpenDatabase } from '#server/database/open.ts'
import { clockAt } from '#test/clock-at.ts'
import type { TestDatabase } from '../database/test-database.ts'

/** What a command printed and how it ended. */
export type Typed = { readonly code: number; readonly out: string; readonly err: string }

export type Desk = {
  /** The directory the commands are typed in. */
  readonly cwd: string
  /** Writes a file there and gives its name. */
  file(name: string, content: string | object): string
  /** Types a command and waits for its end. A stack trace in what it prints fails the test. */
  type(...argv: string[]): Promise<Typed>
  /** The same with `--json`, parsed. */
  json(...argv: string[]): Promise<{ code: number; json: unknown }>
}

type Setting = { database?: TestDatabase; day?: string; surroundings?: Partial<Surroundings> }

/** A directory of its own to type commands in, gone after the tests. Without a database, commands open what `--data` names. */
export function aDesk({ database, day = '2026-03-31', surroundings = {} }: Setting = {}): Desk {
  const cwd = mkdtempSync(join(tmpdir(), 'dunlin-desk-'))
  afterAll(() => rmSync(cwd, { recursive: true, force: true }))
  const type = async (...argv: string[]): Promise<Typed> => {
    let out = ''
    let err = ''
    const code = await runCommandLine(argv, {
      cwd,
      env: {},
      clock: clockAt(day),
      actor: 'command line (test)',
      isTerminal: false,
      showsProgress: false,
      width: Number.POSITIVE_INFINITY,
      out: (text) => {
        out += text
      },
      err: (text) => {
        err += text
      },
      stream: async (text) => {
        out += text
      },
      withDatabase: (request, use) =>
        database ? use(openOf(database)) : withLocalDatabase({ ...request, url: undefined }, use),
      untilStopped: () => Promise.resolve(),
      ...surroundings,
    })
    if (/^\s+at .+:\d+/m.test(out + err)) throw new Error(`A stack trace reached a user:\n${out}${err}`)
    if (err.includes('fault in Dunlin')) throw new Error(err)
    return { code, out, err }
  }
  return {
    cwd,
    type,
    file(name, content) {
      const path = join(cwd, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
      return name
    },
    async json(...argv) {
      const { code, out, err } = await type(...argv, '--json')
      if (out === '') throw new Error(`No JSON was printed. Errors: ${err}`)
      return { code, json: JSON.parse(out) as unknown }
    },
  }
}

function openOf({ db, kind, pglite }: TestDatabase): OpenDatabase {
  return { db, kind, pglite, lock: null, migrate: async () => 0, close: async () => {} }
}

/** Four customers on 31 March 2026: one 60 days late with 5,200.50, one late with little, one not due yet, one who has paid. */
export const OPEN_ITEMS = `Invoice,Customer No,Customer,Email,Issued,Due,Total,Open,Paid On,Currency
A-1,001,"Acme, Inc.",ap@acme.test,2026-01-02,2026-01-30,5200.50,5200.50,,USD
A-2,001,"Acme, Inc.",ap@acme.test,2026-03-10,2026-04-09,100.00,100.00,,USD
B-1,002,Birch Ltd,ap@birch.test,2026-02-01,2026-02-28,80.00,80.00,,USD
C-1,003,Cedar GmbH,,2026-03-15,2026-04-14,9000.00,9000.00,,USD
D-1,004,Dove SA,ap@dove.test,2026-01-05,2026-02-04,700.00,0.00,2026-02-20,USD
`

export const OPEN_ITEMS_MAPPING = {
  records: 'invoices',
  columns: {
    number: 'Invoice',
    'customer.id': 'Customer No',
    'customer.name': 'Customer',
    'customer.email': 'Email',
    issuedOn: 'Issued',
    dueOn: 'Due',
    total: 'Total',
    open: 'Open',
    closedOn: 'Paid On',
    currency: 'Currency',
  },
  exportedOn: '2026-03-31',
}

type Branchless = { days?: number; over?: number | string; id?: string; name?: string; tests?: unknown[] }

/** A rule like the one of the main job: so many days overdue and so much open, then a mail and a hold. */
export function aRule({ days = 30, over = 5000, id = 'late', name = 'Late', tests = [] }: Branchless = {}) {
  return {
    dunlin: 1,
    id,
    name,
    subject: 'customer',
    trigger: { schedule: '30 10 * * 1-5' },
    steps: [
      {
        id: 'decide',
        do: 'decide',
        branches: [
          {
            id: 'is-late',
            label: 'Late',
            when: {
              all: [
                { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: days },
                { fact: 'balance', params: { currency: 'USD' }, operator: 'greaterThan', value: over },
              ],
            },
            steps: [
              { id: 'mail', do: 'act', action: 'send-email', params: { template: 'overdue-30' } },
              {
                id: 'hold',
                do: 'act',
                action: 'place-credit-hold',
                params: { reason: 'late' },
                approval: 'required',
              },
            ],
          },
        ],
      },
    ],
    tests,
  }
}
