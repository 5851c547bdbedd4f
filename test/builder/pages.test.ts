import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { RULE } from '../server/api/a-run.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { type OpenPages, openPages, picture } from './the-pages.ts'

const database = freshDatabase()
let page: Page
/** What the browser complained about: a refused script or style, a failed request, an error of our own. */
let complaints: string[]
let open: OpenPages['open']

openPages(database, {}, (opened) => {
  ;({ page, complaints, open } = opened)
})

describe('the pages in a browser', () => {
  test('show on Home aging that adds up, what the last run did and what waits', async () => {
    await open('', 'Home')
    const row = page.getByRole('row', { name: /Dunlin Inc., USD/ })
    await row.waitFor()
    // A currency and its amount are kept on one line by a space of their own.
    const cells = (await row.getByRole('cell').allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' '))
    expect(cells).toEqual([
      'USD 100.00',
      'USD 900.00',
      'USD 6,200.50',
      'USD 0.00',
      'USD 0.00',
      'USD 7,200.50',
      'USD 250.00',
      'USD 0.00',
    ])
    await page.getByText('Test mode: nothing is sent.').waitFor()
    await page.getByRole('link', { name: '30 days overdue and over 5,000' }).waitFor()
  })

  test('lead from a rule in words to its drawing', async () => {
    await open('rules', 'Rules')
    await page.getByText(/at least 30 days overdue/).waitFor()
    await page.getByRole('link', { name: '30 days overdue and over 5,000' }).click()
    await page.getByRole('region', { name: 'Drawing of the rule' }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/rules/${RULE}`)
  })

  test('draw every step with its sentence as its name, in the order of the flow, and no edge to tab to', async () => {
    await open(`rules/${RULE}`, '30 days overdue and over 5,000')
    const nodes = page.locator('.react-flow__node-step')
    await nodes.first().waitFor()
    const names = await nodes.evaluateAll((found) => found.map((node) => node.getAttribute('aria-label')))
    expect(names[0]).toMatch(/^Every weekday at 10:30, for each customer$/)
    expect(names[1]).toContain('30 days and 5k')
    expect(names[2]).toBe('Send "More than 30 days overdue" to billing')
    expect(names[3]).toMatch(/^Place a credit hold .*\(needs approval\)$/)
    expect(await page.locator('.canvas :is(.line, .react-flow__edge)[tabindex]').count()).toBe(0)
    // Three from step to step, and two to where the rule ends.
    expect(await page.locator('.canvas .line').count()).toBe(5)
  })

  test('are walked by keyboard: Tab follows the flow and Enter shows the values of a step', async () => {
    await open(`rules/${RULE}`, '30 days overdue and over 5,000')
    await page.locator('.react-flow__node-step').first().focus()
    const visited: (string | null)[] = []
    // Between the steps Tab visits the name of the branch and the buttons by which a step is added.
    for (let step = 0; step < 7; step++) {
      await page.keyboard.press('Tab')
      visited.push(await page.evaluate(() => document.activeElement?.getAttribute('data-id') ?? null))
    }
    expect(visited).toEqual([null, 'late', null, null, 'mail', null, 'hold'])
    await page.keyboard.press('Enter')
    const details = page.getByRole('region', { name: 'Details' })
    await details.getByLabel('Somebody has to approve it first').waitFor()
    expect(new URL(page.url()).searchParams.get('step')).toBe('hold')
  })

  test('say whom the rule matched and why, condition by condition', async () => {
    await open(`rules/${RULE}`, '30 days overdue and over 5,000')
    const row = page.getByRole('row', { name: /Heron Supplies/ })
    await row.getByText(/at least 30 days overdue \(found 44 days\)/).waitFor()
    await row.getByText(/balance is over 5,000.00 USD \(found 6,300.50 USD\)/).waitFor()
  })

  test('show the letter of an action as it would arrive, with no script of its own', async () => {
    await open('outbox', 'Outbox')
    await page
      .getByRole('table', { name: /Send an e-mail/ })
      .getByRole('button')
      .click()
    const frame = page.locator('iframe.letter')
    await frame.waitFor()
    expect(await frame.getAttribute('sandbox')).toBe('')
    await page.frameLocator('iframe.letter').getByText('Dear Ann').waitFor()
    await page.getByText('ann@heron.example.com').waitFor()
    await picture(page, 'outbox')
  })

  test('gave the browser nothing to complain about under the content policy', () => {
    expect(complaints).toEqual([])
  })
})
