import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Listening } from '#server/http/listen.ts'
import { saveDraft } from '#server/rules/draft.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { atRest } from './at-rest.ts'
import { axeViolations, heading, openPages, picture } from './the-pages.ts'

const database = freshDatabase()
/** A busy machine draws later; nothing here is about how fast. */
const SOON = { timeout: 10_000 }
const NOW = new Date('2026-03-16T14:30:00Z')
let companyId: string
let server: Listening
let page: Page
let complaints: string[]

openPages(database, {}, (opened) => {
  ;({ companyId, server, page, complaints } = opened)
})

/** A condition nobody has chosen yet, as the editor stores it. */
const BLANK = { fact: '', operator: 'equal', value: '' }
const MAIL = {
  id: 'mail',
  do: 'act',
  action: 'send-email',
  params: { template: 'overdue-30', to: 'billing' },
}

/** Opens a draft of a rule with one branch, at a step. */
async function aDraft(
  id: string,
  {
    when = { all: [BLANK] },
    mail = MAIL,
    at = 'first',
  }: { when?: unknown; mail?: unknown; at?: string } = {},
) {
  await saveDraft(database.db, {
    companyId,
    ruleId: id,
    document: {
      dunlin: 1,
      id,
      name: id,
      subject: 'customer',
      trigger: { schedule: '30 10 * * 1-5' },
      steps: [{ id: 'd', do: 'decide', branches: [{ id: 'first', when, steps: [mail] }] }],
    },
    baseRevision: 0,
    actor: { id: 'ann', name: 'ann', kind: 'user' },
    now: NOW,
  })
  await page.goto(`${server.url}rules/${id}?step=${at}`)
  await heading(page, id)
}

const inspector = () => page.getByRole('region', { name: 'Details' })
const sentence = () => page.getByRole('region', { name: 'The rule in words' })
const problems = () => page.getByRole('region', { name: 'Problems' })
const focusedLabel = () =>
  page.evaluate(() => {
    const element = document.activeElement
    const isField = element instanceof HTMLInputElement || element instanceof HTMLSelectElement
    return element?.getAttribute('aria-label') ?? (isField ? element.labels?.[0]?.textContent : null) ?? null
  })
/** Goes on by Tab until something with this label has the focus. */
async function tabTo(label: string): Promise<void> {
  for (let steps = 0; steps < 12; steps++) {
    if ((await focusedLabel()) === label) return
    await page.keyboard.press('Tab')
  }
  expect(await focusedLabel()).toBe(label)
}
const OLDEST = { name: 'c1', fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }

describe('the inspector', () => {
  test('builds "30 days overdue and over 5,000 USD" into a blank rule by keyboard, with its count and sentence', async () => {
    await aDraft('by-keyboard')
    const toFill = problems().getByRole('button', { name: /Choose what this condition looks at/ })
    await toFill.focus()
    await page.keyboard.press('Enter')
    // The form comes when it is first needed, and takes the cursor to the field.
    await expect.poll(focusedLabel, SOON).toBe('What to look at')
    await page.keyboard.type('days overdue')
    await page.keyboard.press('Enter')
    await tabTo('Days')
    await page.keyboard.type('3')
    // Both customers of these books are at least 3 days overdue, one of them at least 30.
    await inspector().getByRole('button', { name: 'Show 2 · USD 7,200.50' }).waitFor()
    await page.keyboard.type('0')
    await inspector().getByRole('button', { name: 'Show 1 · USD 6,300.50' }).waitFor()
    await tabTo('Add a condition to “All of”')
    await page.keyboard.press('Enter')
    await tabTo('What to look at')
    await page.keyboard.type('balance')
    await page.keyboard.press('Enter')
    await tabTo('Amount')
    await page.keyboard.type('5k')
    await sentence().getByText('and whose USD balance is over 5,000.00 USD').waitFor()
    await page.keyboard.press('Tab')
    expect(await inspector().getByLabel('Amount').inputValue()).toBe('5,000')
    const said = (await sentence().innerText()).replaceAll('\u00a0', ' ')
    expect(said).toBe(
      'Every weekday at 10:30, for each customer whose oldest invoice is at least 30 days overdue and whose USD balance is over 5,000.00 USD: send "More than 30 days overdue" to billing.',
    )
    await inspector().getByRole('button', { name: 'Show 1 · USD 6,300.50' }).nth(1).waitFor()
    await problems().getByText('It looks at all currencies').waitFor()
    await picture(page, 'inspector')
  })

  test('leads from a problem to its field in one click, also at another step', async () => {
    await aDraft('problems', { when: { all: [OLDEST] }, mail: { ...MAIL, params: {} }, at: '$trigger' })
    await problems()
      .getByRole('button', { name: /Choose the mail template/ })
      .click()
    await inspector().getByRole('heading', { name: 'Send an e-mail' }).waitFor()
    await expect.poll(focusedLabel, SOON).toBe('Mail template')
    await inspector().getByLabel('Mail template').selectOption('overdue-30')
    await problems().getByRole('status').getByText('No problems found.').waitFor()
  })

  test('moves a condition by keyboard, and never leaves a group empty: the last condition takes its group along, and the last of all is one to choose', async () => {
    await aDraft('no-empty-group', {
      when: { all: [OLDEST, { any: [{ ...OLDEST, name: 'c2', value: 60 }] }] },
    })
    const groups = inspector().getByRole('group', { name: /^(All|Any) of \d condition/ })
    await groups.nth(1).waitFor()
    // Moved by keyboard, a condition takes the cursor along.
    await inspector().getByLabel('Days', { exact: true }).first().focus()
    await page.keyboard.press('Alt+ArrowDown')
    await sentence()
      .getByText(/60 days overdue and whose oldest invoice is at least 30/)
      .waitFor()
    await expect.poll(focusedLabel, SOON).toBe('What to look at')
    const remove = async (which: RegExp) => {
      await inspector().getByRole('button', { name: which }).last().click()
      await page.getByRole('menuitem', { name: 'Remove' }).click()
    }
    await remove(/^More for oldest invoice is at least 60/)
    await expect.poll(() => groups.count(), SOON).toBe(1)
    await remove(/^More for oldest invoice is at least 30/)
    await inspector().getByText('Choose what this condition looks at.').waitFor()
    expect(await groups.count()).toBe(1)
    await inspector().getByLabel('What to look at').waitFor()
  })

  test('opens the rows behind a figure, and those with missing data beside it', async () => {
    const limit = {
      name: 'c1',
      fact: 'creditLimit',
      params: { currency: 'USD' },
      operator: 'lessThan',
      value: '1000',
    }
    await aDraft('rows', { when: { any: [OLDEST, limit] } })
    await inspector().getByRole('button', { name: 'Show 1 · USD 6,300.50' }).click()
    const rows = page.getByRole('region', { name: 'Of whom this is true' })
    await rows.getByRole('cell', { name: 'Heron Supplies 0042' }).waitFor()
    await page.keyboard.press('Escape')
    await inspector().getByRole('button', { name: 'Show the 2 with missing data' }).click()
    await page.getByRole('region', { name: 'Of whom data is missing' }).getByText('Plover & Sons').waitFor()
    await page.keyboard.press('Escape')
    await inspector().getByLabel('or unknown').last().check()
    await sentence().getByText('USD credit limit is unknown').waitFor()
  })

  test('offers the values a figure has in the books, with how many have each', async () => {
    await aDraft('values', {
      when: { all: [{ name: 'c1', fact: 'entities', operator: 'contains', value: '' }] },
    })
    await inspector()
      .getByLabel(/^Value/)
      .click()
    await page.getByRole('option', { name: /^us\s*2$/ }).click()
    await inspector().getByRole('button', { name: 'Show 2 · USD 7,200.50' }).waitFor()
  })

  test('says when the rule runs in plain words, with the next times by the company’s clock', async () => {
    await aDraft('times', { when: { all: [OLDEST] }, at: '$trigger' })
    await inspector().getByLabel('On which days').selectOption('On the last day of the month')
    await inspector().getByText('Tuesday, March 31, 2026').waitFor()
    await inspector().getByLabel('At what time').fill('4pm')
    await sentence()
      .getByText(/at 16:00/)
      .waitFor()
    expect(await inspector().innerText()).not.toMatch(/cron/i)
    await inspector().getByLabel('On which days').selectOption('On certain business days of the month')
    await inspector().getByLabel('Business days of the month').fill('2, -2')
    await sentence()
      .getByText(/On the 2nd and 2nd last business day of each month at 16:00/)
      .waitFor()
    await inspector().getByText('Monday, March 30, 2026').waitFor()
  })

  test('has nothing to object to for axe, in light and in dark', async () => {
    await aDraft('for-axe', { when: { all: [OLDEST, { any: [BLANK] }] } })
    await inspector().getByText('Choose what this condition looks at.').waitFor()
    await atRest(page)
    expect(await axeViolations(page)).toEqual([])
  })

  test('gave the browser nothing to complain about under the content policy', () => {
    expect(complaints).toEqual([])
  })
})
