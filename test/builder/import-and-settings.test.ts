import { eq, like } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { action } from '#server/database/action-tables.ts'
import { company } from '#server/database/company-tables.ts'
import { document } from '#server/database/ledger-tables.ts'
import { DEMO_COMPANY } from '#server/demo.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import { makeMorningReport } from '#server/report/morning-report.ts'
import { clockAt } from '../clock-at.ts'
import { AS_OF } from '../server/api/a-run.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { axeViolations, type OpenPages, openPages, picture } from './the-pages.ts'

const FILE = `Invoice,Customer ID,Customer,Invoice Date,Due Date,Amount,Open,Currency,Cost Centre
LAB-1,LAB-C1,Heron Laboratories,2026-01-01,2026-01-31,"6,200.50","6,200.50",USD,North
LAB-2,LAB-C1,Heron Laboratories,2026-02-01,someday,90.00,90.00,USD,North
`

const database = freshDatabase({ demo: AS_OF })
let page: Page
let complaints: string[]
let userId: string
let open: OpenPages['open']
let log: readonly string[]

beforeAll(async () => {
  const clock = clockAt(AS_OF)
  await makeMorningReport(database.db, { companyId: DEMO_COMPANY, now: clock.now() })
  await database.db.transaction((tx) =>
    raiseAlert(tx, {
      companyId: DEMO_COMPANY,
      kind: 'fell-to-zero',
      about: 'invoice-ladder/rule',
      day: AS_OF,
      now: clock.now(),
      text: 'The invoice ladder matched 40 invoices on Friday and none today. Look whether the books are whole.',
      ruleId: 'invoice-ladder',
    }),
  )
})
openPages(database, { companyId: DEMO_COMPANY }, (opened) => {
  ;({ page, complaints, log, open, userId } = opened)
})

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const settings = async () =>
  (await database.db.select().from(company).where(eq(company.id, DEMO_COMPANY)))[0]?.settings
const imported = () => database.db.select().from(document).where(like(document.number, 'LAB-%'))

describe('an administrator', () => {
  test('imports a file after looking at its columns and its bad row, and undoes it', async () => {
    await open('import', 'Import')
    await page.locator('input[type=file]').setInputFiles({
      name: 'laboratories.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(FILE),
    })
    await page.getByText('laboratories.csv: 2 rows').waitFor()
    expect(await page.getByLabel('What the column “Due Date” is').inputValue()).toBe('dueOn')
    await page.getByRole('row', { name: /Due Date 2026-01-31 · someday/ }).waitFor()
    await page.getByLabel('What the column “Cost Centre” is').selectOption('custom.costCentre')
    const problems = page.getByRole('region', { name: '1 problem, by line' })
    await problems.getByRole('row', { name: /3 Due Date someday/ }).waitFor()
    await page.getByRole('heading', { name: 'What would change' }).waitFor()
    await picture(page, 'import')
    expect(await imported()).toEqual([])
    await button('Import 2 rows').click()
    await page.getByText(/^Imported: \d added/).waitFor()
    expect((await imported()).map(({ number }) => number).sort()).toContain('LAB-1')
    await button('Undo the import of laboratories.csv').click()
    await page.getByText('The import is undone').waitFor()
    expect(await imported()).toEqual([])
  })

  test('is told what a list of everything open would close, and confirms it before it can be imported', async () => {
    await page.locator('input[type=file]').setInputFiles({
      name: 'cut-off.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(FILE),
    })
    await page.getByText('cut-off.csv: 2 rows').waitFor()
    await page.getByText('Dates, numbers and what the file lists').click()
    await page.getByLabel('Source').fill('demo-books')
    await page.getByLabel('Source').press('Tab')
    await page.getByLabel('The file names').selectOption('all-open')
    await page.getByText(/open documents \(\d+ %\) are not in this file and would be closed/).waitFor()
    expect(await button('Import 2 rows').isDisabled()).toBe(true)
    await page.getByLabel(/are settled\. Close them/).check()
    expect(await button('Import 2 rows').isDisabled()).toBe(false)
    await picture(page, 'import-closing')
    await button('Take another file').click()
  })

  test('changes the words of a letter while seeing what a customer would get', async () => {
    await open('templates?name=overdue-30&language=en', 'Mail templates')
    const letter = page.getByRole('region', { name: 'How it would arrive' })
    await letter.getByText(/Please pay/).waitFor()
    await page.getByLabel('Subject').fill('{{ nobody }} owes')
    await letter.getByText(/the subject names the field "nobody"/).waitFor()
    await page.getByLabel('Subject').fill('A word about {{ totals }}')
    await letter.getByText(/^A word about .*\d/).waitFor()
    const body = page.getByRole('textbox', { name: 'Text', exact: true })
    await body.press('Control+End')
    await button('Customer number').click()
    expect(await body.inputValue()).toMatch(/\{\{ customer\.id \}\}$/)
    await picture(page, 'template')
    await page.getByLabel('Reason for the change').fill('Friendlier')
    await button('Save these words').click()
    await page.getByRole('region', { name: 'Earlier versions' }).getByText('Friendlier').waitFor()
  })

  test('changes a limit for a reason, and reads beside its field why another is refused', async () => {
    await open('settings?section=limits', 'Settings')
    const holds = page.getByLabel('At most this many a day')
    await holds.fill('0')
    await page.getByLabel('Reason for the change').fill('A calmer start')
    await button('Save').click()
    await page.getByText('Give 1 or more.').waitFor()
    expect(await holds.getAttribute('aria-invalid')).toBe('true')
    await holds.fill('7')
    await button('Save').click()
    await button('Save').waitFor({ state: 'detached' })
    expect((await settings())?.holdsPerDay).toBe(7)
    await picture(page, 'settings-limits')
  })

  test('chooses who gets the morning report, and finds the choice again', async () => {
    await open('settings?section=calendar', 'Settings')
    const readers = page.getByRole('group', { name: 'Mail the morning report to' })
    await readers.getByLabel('ada <ada@dunlin.example.com>').check()
    await page.getByLabel('Reason for the change').fill('Ada reads it first')
    await button('Save').click()
    await button('Save').waitFor({ state: 'detached' })
    expect((await settings())?.morningReport).toMatchObject({ to: [userId] })
    await open('settings?section=calendar', 'Settings')
    expect(await readers.getByLabel('ada <ada@dunlin.example.com>').isChecked()).toBe(true)
  })

  test('reads what would come of going live before doing it', async () => {
    await open('settings?section=mode', 'Settings')
    await page.getByText(/3 rules are live and will act for real/).waitFor()
    await page.getByText(/actions that wait were planned in test mode and will be cancelled/).waitFor()
    await page.getByText('No mail sender is set, so letters will wait in the outbox.').waitFor()
    await picture(page, 'settings-mode')
  })

  test('looks at an alert, and takes one act out of tomorrow by one click', async () => {
    await open('alerts', 'Alerts')
    const look = button('I have looked at: A rule matches nobody any more')
    await look.click()
    await look.waitFor({ state: 'detached' })
    // Saving other words for a letter that a live rule writes is something to look at too.
    await page.getByText('A mail template has changed').waitFor()
    await open('tomorrow?show=all', 'Tomorrow')
    const remove = page.getByRole('button', { name: /^Remove: / }).first()
    await remove.waitFor()
    await picture(page, 'tomorrow')
    const label = (await remove.getAttribute('aria-label')) ?? ''
    await remove.click()
    await page.getByText(`Removed: ${label.slice('Remove: '.length)}. The step counts as skipped`).waitFor()
    const skipped = await database.db.select().from(action).where(eq(action.state, 'skipped'))
    expect(skipped.map(({ stateReason }) => stateReason)).toEqual([
      expect.stringContaining('Removed before its day by'),
    ])
  })

  test('meets no barrier that axe knows of where passwords and people are', async () => {
    await open('settings?section=mail', 'Settings')
    await button('Change the sender: Whole company').click()
    await page.getByLabel('Mail server', { exact: true }).waitFor()
    expect(await axeViolations(page)).toEqual([])
  })

  test('gave neither browser nor server anything to complain about', () => {
    expect(complaints).toEqual([])
    expect(log).toEqual([])
  })
})
