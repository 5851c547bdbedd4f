import { eq, inArray } from 'drizzle-orm'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { action, charge, message, messageAction } from '#server/database/action-tables.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { decision } from '#server/database/rule-tables.ts'
import { DEMO_COMPANY } from '#server/demo.ts'
import type { Listening } from '#server/http/listen.ts'
import { commitImport } from '#server/import/commit-import.ts'
import { clockAt } from '../clock-at.ts'
import { AS_OF } from '../server/api/a-run.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { aLedger } from '../server/import/a-ledger.ts'
import { atRest } from './at-rest.ts'
import { axeViolations, heading, type OpenPages, openPages, picture } from './the-pages.ts'

const database = freshDatabase({ demo: AS_OF })
let server: Listening
let page: Page
let complaints: string[]
let open: OpenPages['open']

openPages(database, { companyId: DEMO_COMPANY }, (opened) => {
  ;({ server, page, complaints, open } = opened)
})

/** An amount or a count as it is written, with plain spaces. */
const shown = (text: string) => text.replaceAll('\u00a0', ' ').trim()

describe('a figure on Home', () => {
  test('opens exactly the rows it adds up from', async () => {
    await open('', 'Home')
    const cell = page.getByRole('row', { name: /USD/ }).first().getByRole('link').nth(2)
    const amount = shown(await cell.innerText())
    await cell.click()
    await heading(page, 'Invoices')
    await page
      .getByRole('status')
      .getByText(/documents?/)
      .waitFor()
    expect(shown(await page.getByRole('status').filter({ hasText: 'Open:' }).innerText())).toContain(amount)
    expect(new URL(page.url()).searchParams.get('bucket')).toBe('31-60')
    const rows = await page.getByRole('grid').getByRole('row').allInnerTexts()
    expect(rows.length).toBeGreaterThan(2)
  })

  test('names what is overdue without a rule that would ask for it', async () => {
    await open('', 'Home')
    const figure = page.locator('.figure-block', { hasText: 'Overdue, and no rule covers it' })
    const door = figure.getByRole('link', { name: /documents? past due/ })
    const [count] = /\d+(?= documents? past due)/.exec(await door.innerText()) ?? []
    await door.click()
    await page.getByText(`${count} documents`).waitFor()
  })
})

describe('somebody at the keyboard', () => {
  test('goes through the customers and opens one, in the order of what is overdue', async () => {
    await open('customers?sort=overdue&state=overdue', 'Customers')
    const rows = page.getByRole('grid').getByRole('row')
    await rows.nth(3).waitFor()
    const second = shown(await rows.nth(2).getByRole('gridcell').first().innerText())
    // The first j only comes to the table; the others move on it.
    for (const key of ['j', 'j', 'j', 'k', 'Enter']) await page.keyboard.press(key)
    await heading(page, second)
    await page.getByRole('region', { name: 'What happened' }).waitFor()
  })

  test('approves a hundred actions without touching the mouse', async () => {
    const [one] = await database.db.select().from(action).limit(1)
    if (one === undefined) throw new Error('The demo should have planned something.')
    await database.db.insert(action).values(
      Array.from({ length: 100 }, (_, at) => ({
        ...one,
        id: `wait-${at}`,
        key: `wait-${at}`,
        state: 'awaiting-approval' as const,
      })),
    )
    await open('outbox?state=awaiting-approval', 'Outbox')
    await page.getByRole('checkbox').nth(100).waitFor()
    await page.getByRole('group', { name: 'Outbox' }).focus()
    await page.keyboard.press('*')
    await page.keyboard.press('a')
    await page.getByRole('button', { name: 'Approve 100' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Nothing is in this state.').waitFor()
    const left = await database.db.select().from(action).where(eq(action.state, 'awaiting-approval'))
    expect(left).toEqual([])
  })
})

describe('an action in the outbox', () => {
  const pane = () => page.getByRole('complementary', { name: 'Details of the action' })
  const explain = async (what: string) => {
    await pane().getByRole('button', { name: what, exact: true }).click()
    const form = pane().getByRole('form', { name: what })
    await form.getByRole('textbox').fill('They called')
    await form.getByRole('button', { name: what, exact: true }).click()
  }
  /** Like one of the demo's, of which a person has to say what becomes of it. */
  const anAction = async (id: string, given: Partial<typeof action.$inferInsert>) => {
    const [one] = await database.db.select().from(action).limit(1)
    if (one === undefined) throw new Error('The demo should have planned something.')
    await database.db.insert(action).values({ ...one, id, key: id, ...given })
    await open(`outbox?action=${id}`, 'Outbox')
  }

  test('has its letter written anew before it leaves, and says in whose words it is', async () => {
    const [letter] = await database.db
      .select({ id: messageAction.actionId })
      .from(messageAction)
      .innerJoin(action, eq(action.id, messageAction.actionId))
      .where(inArray(action.state, ['planned', 'queued']))
      .limit(1)
    await open(`outbox?action=${letter?.id}`, 'Outbox')
    await pane().getByRole('button', { name: 'Edit the letter' }).click()
    const form = pane().getByRole('form', { name: 'Edit the letter' })
    await form.getByLabel('Subject').fill('About your account')
    await form.getByRole('button', { name: 'Save the letter' }).click()
    await pane()
      .getByText(/^In the words of ada/)
      .waitFor()
    await pane().getByTitle('Letter: About your account').waitFor()
  })

  test('that has failed is tried again, with its reason gone', async () => {
    await anAction('failed-1', { state: 'failed', stateReason: 'The mailbox is full.' })
    await pane().getByText('The mailbox is full.').waitFor()
    await explain('Try again')
    await pane().getByText('Ready to send').waitFor()
    expect(await pane().getByText('The mailbox is full.').count()).toBe(0)
  })

  test('that a person has done by hand counts as done on that day', async () => {
    await anAction('by-hand-1', { state: 'failed' })
    await explain('Done by hand')
    await pane()
      .getByText(/^Done by hand by ada.*: They called$/)
      .waitFor()
    await pane().getByText('Done on').waitFor()
  })
})

test('an account that was taken for somebody else becomes a customer of its own again', async () => {
  const [known] = await database.db.select().from(customer).limit(1)
  await commitImport(database.db, {
    companyId: DEMO_COMPANY,
    source: 'shop',
    ledger: aLedger({ customers: [{ id: 'S7', name: known?.name ?? '' }] }),
    problems: [],
    fileName: 'shop.csv',
    mapping: null,
    lists: 'changes',
    exportedOn: AS_OF,
    actor: 'ann',
    now: clockAt(AS_OF).now(),
  })
  await open('accounts', 'Matching queue')
  const decide = async (where: Locator, what: RegExp) => {
    await where.getByRole('button', { name: what }).click()
    const form = where.getByRole('form', { name: what })
    await form.getByRole('textbox').fill('Seen on their paper')
    await form.getByRole('button', { name: what }).click()
  }
  await decide(page.getByRole('row').filter({ hasText: 'shop: S7' }), /^Same as/)
  await page.getByText('Nothing is in doubt.').waitFor()
  await open(`customers/${known?.id}`, known?.name ?? '')
  await page.getByText(/^Decided by ada/).waitFor()
  await decide(page.getByRole('listitem').filter({ hasText: 'shop: S7' }), /^A customer of its own$/)
  await page.getByText('shop: S7').waitFor({ state: 'detached' })
  await open('customers/S7', known?.name ?? '')
})

describe('the page of a customer', () => {
  test('says with one click why they got a letter, with the values of then and the letter itself', async () => {
    const [row] = await database.db.select().from(messageAction).limit(1)
    const [sent] = await database.db
      .select()
      .from(message)
      .where(eq(message.id, row?.messageId ?? ''))
    await page.goto(`${server.url}customers/${sent?.customerId}?kind=message`)
    await page
      .getByRole('region', { name: 'What happened' })
      .getByRole('button', { name: sent?.subject ?? '' })
      .click()
    await page
      .getByText(/overdue \(found \d+ days\)/)
      .first()
      .waitFor()
    await page.locator('iframe.letter').first().waitFor()
  })

  test('shows the finance charges drafted for them, and posts one once it is in the books', async () => {
    const [known] = await database.db.select().from(customer).limit(1)
    const drafted = (period: string): typeof charge.$inferInsert => ({
      ...{ companyId: DEMO_COMPANY, customerId: known?.id ?? '', documentId: 'A-1', period },
      ...{ id: `interest/A-1/${period}`, actionId: 'charged', currency: 'USD', minor: 1250 },
      state: 'draft',
      createdAt: clockAt(AS_OF).now(),
      createdBy: 'dispatch',
    })
    await database.db.insert(charge).values([drafted('2026-02'), drafted('2026-03')])
    await open(`customers/${known?.id}`, known?.name ?? '')
    const charges = page.getByRole('region', { name: 'Finance charges' })
    const february = charges.getByRole('row', { name: /2026-02/ })
    await february.getByText('USD 12.50').waitFor()
    await february.getByRole('button', { name: 'Post' }).click()
    await february.getByLabel('Reason').fill('Entered as FC-7')
    await february.getByRole('button', { name: 'Post' }).click()
    await february.getByText('Posted', { exact: true }).waitFor()
    await charges
      .getByRole('row', { name: /2026-03/ })
      .getByText('Draft')
      .waitFor()
  })

  test('answers in a sentence why nothing is written to them today, and takes a pause', async () => {
    const [held] = await database.db.select().from(decision).where(eq(decision.heldBack, 'disputed')).limit(1)
    await page.goto(`${server.url}customers/${held?.customerId}`)
    await page.getByRole('button', { name: 'Why no letter today?' }).click()
    await page.getByText(/would write, and is held back|No rule matches|A letter is on its way/).waitFor()
    await page.getByRole('heading', { name: 'What the rules say today' }).waitFor()
    await page.getByRole('button', { name: 'Pause chasing' }).click()
    const form = page.getByRole('form', { name: 'Pause chasing' })
    await form.getByLabel('Until').fill('2026-03-31')
    await form.getByLabel('Reason').fill('On holiday')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Paused until Mar 31, 2026').first().waitFor()
    await atRest(page)
    expect(await axeViolations(page)).toEqual([])
    await picture(page, 'customer')
  })
})

describe('a run', () => {
  test('is drawn as of its version, and a step opens those who reached it, as many as stand on it', async () => {
    await open('runs', 'Runs')
    await page.getByRole('table').getByRole('link').first().click()
    await page.getByRole('link', { name: '30 days overdue and over 5,000' }).click()
    await heading(page, 'Run as of Mar 16, 2026')
    const mail = page.locator('.react-flow__node-step').nth(2)
    const count = /(\d+) ·/.exec(await mail.innerText())?.[1]
    await mail.click()
    const rows = page.getByRole('region', { name: 'Who came through' }).locator('tbody tr')
    await rows.first().waitFor()
    expect(String(await rows.count())).toBe(count)
    // Whoever came to the decision is in its branch or in none: together they are all the rule looked at.
    const counted = (what: string) => Number(/[\d,]+(?= ·)/.exec(what)?.[0].replace(',', ''))
    const lanes = await page.locator('[data-lane]').allInnerTexts()
    const taken = lanes.map(counted)
    expect(lanes.at(-1)).toContain('Otherwise')
    const all = counted(await page.locator('.react-flow__node-step').first().innerText())
    expect(taken.reduce((sum, each) => sum + each, 0)).toBe(all)
    await picture(page, 'run')
  })
})

test('the pages of daily work gave the browser nothing to complain about', () => {
  expect(complaints).toEqual([])
})
