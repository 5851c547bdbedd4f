import { eq } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { PERMISSIONS } from '#server/auth/permissions.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { member } from '#server/database/auth-tables.ts'
import { audit } from '#server/database/company-tables.ts'
import { OFFERED_TO } from '../../builder/data/may.ts'
import { RULE } from '../server/api/a-run.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { axeViolations, type OpenPages, openPages, picture } from './the-pages.ts'

const ANN = 'ann@heron.example.com'

describe('what a page offers', () => {
  test.each(Object.entries(OFFERED_TO))('for "%s" is offered to those who may', (act, roles) => {
    expect(roles).toEqual(PERMISSIONS[act as keyof typeof OFFERED_TO])
  })
})

describe('somebody who approves', () => {
  const database = freshDatabase()
  let page: Page
  let companyId: string
  let userId: string
  let complaints: string[]
  let open: OpenPages['open']

  openPages(database, { email: ANN, role: 'approver' }, (opened) => {
    ;({ companyId, userId, page, complaints, open } = opened)
  })
  beforeEach(async () => {
    await database.db.update(member).set({ role: 'approver' }).where(eq(member.userId, userId))
  })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const said = async () => {
    const lines = await database.db.select().from(audit).where(eq(audit.companyId, companyId))
    return lines.sort((a, b) => a.sequence - b.sequence).at(-1)
  }

  test('is told in words what their role no longer allows', async () => {
    await open('outbox?action=action-2', 'Outbox')
    await button('Approve').click()
    await database.db.update(member).set({ role: 'viewer' }).where(eq(member.userId, userId))
    await button('Approve').click()
    await page
      .getByRole('alert')
      .getByText(/has the role viewer, which does not allow "approve-actions"/)
      .waitFor()
    expect(await axeViolations(page)).toEqual([])
    await picture(page, 'refused')
  })

  test('approves an action where its reasons are', async () => {
    await open('outbox?action=action-2', 'Outbox')
    await button('Approve').click()
    await page.getByLabel('Reason (may be left empty)').fill('Called twice.')
    await page.keyboard.press('Enter')
    const pane = page.getByRole('complementary', { name: 'Details of the action' })
    await pane.getByText('Ready to send').waitFor()
    await pane.getByText(/^ann \(ann@heron.example.com\), Mar 16, 2026/).waitFor()
    expect(await said()).toMatchObject({ act: 'approve action', why: 'Called twice.' })
  })

  test('cancels an action for a reason, and not without one', async () => {
    await open('outbox?action=action-1', 'Outbox')
    await button('Cancel').click()
    await button('Cancel').click()
    expect(await page.getByLabel('Reason').evaluate((field) => field.matches(':invalid'))).toBe(true)
    await page.getByLabel('Reason').fill('They pay on Friday.')
    await button('Cancel').click()
    await page.getByText(/^Cancelled by ann .*: They pay on Friday\.$/).waitFor()
    expect(await button('Cancel').count()).toBe(0)
  })

  test('starts a run, which is one run however often the button is pressed', async () => {
    await open('runs', 'Runs')
    await button('Run now').dblclick()
    await page.getByText(/The run is done: 1 matched/).waitFor()
    await page.getByRole('cell', { name: 'a person' }).nth(1).waitFor()
    expect(await page.getByRole('row').count()).toBe(3)
  })

  test('pauses a rule for a reason and resumes it', async () => {
    await open(`rules/${RULE}`, '30 days overdue and over 5,000')
    await button('Pause this rule').click()
    await page.getByText('It runs no more until somebody resumes it.').waitFor()
    await page.getByLabel('Reason').fill('Closing the year.')
    await button('Pause this rule').click()
    await page.getByText('Paused', { exact: true }).waitFor()
    await button('Resume this rule').click()
    await page.getByLabel('Reason').fill('The year is closed.')
    await button('Resume this rule').click()
    await page.getByText('Live', { exact: true }).waitFor()
  })

  test('stops all sending by two clicks from any page, and lets it go on for a reason', async () => {
    await open('', 'Home')
    await button('Stop all sending').click()
    await button('Stop now').click()
    await page.getByText(/All sending is stopped, by ann \(ann@heron.example.com\) on Mar 16, 2026/).waitFor()
    expect(await said()).toMatchObject({
      act: 'stop all sending',
      why: 'Stopped from the top bar, without a reason.',
    })
    await button('Let sending go on').click()
    await page.getByLabel('Reason').fill('The letters are right again.')
    expect(await axeViolations(page)).toEqual([])
    await picture(page, 'sending-stopped')
    await page.keyboard.press('Enter')
    await button('Stop all sending').waitFor()
    expect(await said()).toMatchObject({ act: 'let sending go on', why: 'The letters are right again.' })
  })

  test('leaves an audit without a break, and a browser that complained of nothing', async () => {
    expect(await verifyAudit(database.db, companyId)).toMatchObject({ broken: null })
    expect(complaints).toEqual([])
  })
})
