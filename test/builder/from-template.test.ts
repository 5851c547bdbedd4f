import { sql } from 'drizzle-orm'
import type { Browser, Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rows } from '#server/database/rows.ts'
import { DEMO_COMPANY } from '#server/demo.ts'
import type { Listening } from '#server/http/listen.ts'
import { AS_OF } from '../server/api/a-run.ts'
import { aMember } from '../server/auth/a-member.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { atRest } from './at-rest.ts'
import { aFreshPage, axeViolations, heading, openPages, picture, signIn } from './the-pages.ts'

const database = freshDatabase({ demo: AS_OF })
let server: Listening
let browser: Browser
let ada: Page
let complaints: string[]
let log: readonly string[]

openPages(database, { companyId: DEMO_COMPANY }, async (opened) => {
  ;({ server, browser, page: ada, complaints, log } = opened)
  const bob = { companyId: DEMO_COMPANY, email: 'bob@dunlin.example.com', role: 'approver' } as const
  await aMember(opened.auth, bob)
})

/** The tables in which something would be done, promised or recorded, with a digest of their rows. */
const EFFECTS = ['action', 'message', 'task', 'hold', 'audit', 'decision', 'run', 'cycle'] as const
const Digest = z.object({ table: z.string(), count: z.string(), digest: z.string().nullable() })
async function effects() {
  const found = []
  for (const table of EFFECTS)
    found.push(
      ...rows(
        Digest,
        await database.db.execute(
          sql`select ${table} as table, count(*)::text as count,
            md5(string_agg(each::text, ',' order by each::text)) as digest from ${sql.identifier(table)} each`,
        ),
      ),
    )
  return found
}

let clicks = 0
const click = async (target: Locator) => {
  clicks += 1
  await target.click()
}

describe('a finance manager who begins with the template of the mission', () => {
  test('previews it after 4 clicks and has it in monitor mode after 7, without dragging', async () => {
    await click(ada.getByRole('link', { name: 'Rules', exact: true }))
    await heading(ada, 'Rules')
    await click(ada.getByRole('link', { name: 'New rule' }))
    await heading(ada, 'New rule')
    const card = ada.getByRole('listitem').filter({ hasText: 'Late and large' })
    await card.getByText(/\d+ customers/).waitFor()
    await picture(ada, 'gallery')
    await click(card.getByRole('button', { name: /^Use/ }))
    await click(ada.getByRole('button', { name: 'Make it and preview' }))
    await heading(ada, 'Preview: 30 days overdue and over 5,000 USD')
    await ada.getByRole('navigation', { name: 'What would happen' }).getByText('Acted on').waitFor()
    expect(clicks).toBe(4)
    await click(ada.getByRole('link', { name: 'Publish…' }))
    await heading(ada, 'Publish: 30 days overdue and over 5,000 USD')
    const publish = ada.getByRole('button', { name: 'Publish in monitor mode' })
    await publish.waitFor()
    expect(await publish.isDisabled()).toBe(true)
    await ada.getByText('Choose what becomes of those already past it.').waitFor()
    await click(ada.getByLabel(/^From now on/))
    await click(publish)
    await ada.getByText('Published as version 1.').waitFor()
    expect(clicks).toBe(7)
  })

  test('opens each figure onto its records, whose number and money are the figure', async () => {
    await ada.goto(`${server.url}rules/30-days-overdue-and-over-5-000-usd/preview`)
    const funnel = ada.getByRole('navigation', { name: 'What would happen' })
    const before = await effects()
    await funnel.getByText('Acted on').waitFor()
    for (const name of [/^Held back/, /^30 days and 5,000 USD/, /^Everybody/]) {
      const figure = funnel.getByRole('link', { name }).first()
      const count = await figure.locator('.number').first().innerText()
      const money = await figure.locator('.amount').allInnerTexts()
      await figure.click()
      const total = ada.getByRole('region', { name: 'Records' }).locator('tfoot')
      await total.getByText(new RegExp(`^${count} records?$`)).waitFor()
      if (money.length > 0) expect(await total.locator('.amount').allInnerTexts()).toEqual(money)
    }
    // Everybody ends in exactly one way.
    const ends = funnel.locator('h2:has-text("How it ends") + ul > li > a > .number:not(.figure-money)')
    const figures = (await ends.allInnerTexts()).map((text) => Number(text.replaceAll(',', '')))
    const all = await funnel
      .getByRole('link', { name: /^Everybody/ })
      .locator('.number')
      .first()
      .innerText()
    expect(figures.reduce((sum, each) => sum + each, 0)).toBe(Number(all.replaceAll(',', '')))
    expect(await effects()).toEqual(before)
  })

  test('sees one record in full and keeps it as a test by one click; looking has changed nothing', async () => {
    const before = await effects()
    await ada
      .getByRole('link', { name: /^Held back/ })
      .first()
      .click()
    await ada.getByRole('region', { name: 'Records' }).getByRole('button').first().click()
    const record = ada.getByRole('complementary', { name: 'One record' })
    await record.getByText(/days overdue \(found/).waitFor()
    await ada.goto(`${server.url}rules/30-days-overdue-and-over-5-000-usd/preview?step=mail&outcome=acted`)
    const row = ada.getByRole('region', { name: 'Records' }).getByRole('button').first()
    await row.click()
    await record.getByRole('img', { name: /It takes: Send an e-mail, Place a credit hold/ }).waitFor()
    await record
      .getByLabel('Text of the letter')
      .getByText(/Please pay/)
      .waitFor()
    await record.getByText(/Credit hold on .*ends by itself once nothing is overdue/).waitFor()
    await picture(ada, 'preview')
    await ada.getByLabel('As of').fill('10')
    await ada.waitForURL(/asOf=2026-03-26/)
    await ada.getByRole('button', { name: 'Today' }).click()
    expect(await effects()).toEqual(before)
    await record.getByRole('button', { name: 'Keep as test' }).click()
    await record.getByText(/^Kept/).waitFor()
  })

  test('cannot let a rule that places holds go live alone: a second person is asked, and approves it', async () => {
    await ada.goto(`${server.url}rules/30-days-overdue-and-over-5-000-usd/publish`)
    await ada.getByLabel(/^Live/).check()
    await ada.getByText('It places credit holds.').waitFor()
    await ada.getByLabel(/^From now on/).check()
    await ada.getByRole('textbox', { name: 'Reason' }).fill('Agreed with the credit committee')
    await picture(ada, 'publish')
    await ada.getByRole('button', { name: 'Ask a second person to publish it' }).click()
    await ada.getByText('A second person has been asked.').waitFor()
    const { page: bob } = await aFreshPage(browser)
    await bob.goto(`${server.url}rules?show=waiting`)
    await signIn(bob, 'bob@dunlin.example.com')
    await bob.getByRole('link', { name: /asks a second person/ }).click()
    await bob.getByRole('button', { name: 'Approve and publish' }).click()
    await bob.getByLabel('Reason', { exact: true }).fill('I looked at the preview')
    await bob.getByRole('button', { name: 'Approve and publish' }).click()
    await bob.getByText('There is no draft to publish.').waitFor()
    await bob.context().close()
  })

  test('brings the first version back by three clicks from the rule', async () => {
    await ada.goto(`${server.url}rules/30-days-overdue-and-over-5-000-usd/versions`)
    await ada.getByText('Runs now').waitFor()
    await ada.getByRole('button', { name: 'What changed' }).click()
    await ada
      .getByText(/credit hold|Nothing it decides has changed|test/)
      .first()
      .waitFor()
    await ada.getByRole('button', { name: 'Bring version 1 back' }).click()
    await ada.getByLabel('Reason', { exact: true }).fill('Version 2 was published by mistake')
    await ada.getByRole('button', { name: 'Bring version 1 back' }).click()
    await ada.getByRole('heading', { name: /Version 3/ }).waitFor()
  })

  test('draws it from nothing by 12 clicks and what is typed, and is told until then what it lacks', async () => {
    const inspector = ada.getByRole('region', { name: 'Details' })
    const add = (where: RegExp | string) =>
      click(ada.getByRole('region', { name: 'Drawing of the rule' }).getByRole('button', { name: where }))
    const choose = (what: RegExp) => click(ada.getByRole('dialog').getByRole('option', { name: what }))
    const typed = async (field: string, text: string) => {
      const input = inspector.getByLabel(field, { exact: true }).last()
      // What has to be filled in next has the cursor by itself.
      await expect.poll(() => input.evaluate((element) => element === document.activeElement)).toBe(true)
      await ada.keyboard.type(text)
    }
    await ada.goto(server.url)
    clicks = 0
    await click(ada.getByRole('link', { name: 'Rules', exact: true }))
    await click(ada.getByRole('link', { name: 'New rule' }))
    await click(ada.getByRole('button', { name: 'Start blank' }))
    await add('Add the first step')
    await choose(/^Decide/)
    await typed('What to look at', 'days over')
    await ada.keyboard.press('Enter')
    await typed('Days', '30')
    await click(inspector.getByRole('button', { name: 'Add a condition to “All of”' }))
    await typed('What to look at', 'balance')
    await ada.keyboard.press('Enter')
    await typed('Amount', '5k')
    await add(/^Add a step to “(?!Otherwise)/)
    await choose(/^Send an e-mail/)
    await typed('Mail template', 'More than 30')
    await add(/^Add a step after “Send an e-mail”/)
    await choose(/^Place a credit hold/)
    const preview = ada.getByRole('link', { name: 'Preview', exact: true })
    await preview.click()
    await ada.getByText('The draft cannot be previewed yet:').waitFor()
    await ada.getByRole('link', { name: 'Place a credit hold' }).click()
    await inspector.getByLabel('Reason, as others will read it').fill('30 days overdue')
    await click(inspector.getByLabel('Somebody has to approve it first'))
    await click(preview)
    const funnel = ada.getByRole('navigation', { name: 'What would happen' })
    await funnel.getByText('Acted on').waitFor()
    await ada.getByText(/whose oldest invoice is at least 30 days overdue and whose USD balance/).waitFor()
    expect(clicks).toBe(12)
  })

  test('imports a plain json-rules-engine rule as a draft, and is told which facts the books lack', async () => {
    await ada.goto(`${server.url}rules/new`)
    const plain = {
      facts: { loyaltyPoints: 'number' },
      rules: [
        {
          name: 'Loyal and late',
          conditions: { all: [{ fact: 'loyaltyPoints', operator: 'greaterThan', value: 100 }] },
          event: { type: 'tell-somebody' },
        },
      ],
    }
    await ada.getByLabel('Or paste its text').fill(JSON.stringify(plain))
    await ada.getByRole('button', { name: 'Read it' }).click()
    await ada.getByText(/These books do not have: loyaltyPoints/).waitFor()
    await ada.getByRole('button', { name: 'Import as a draft' }).click()
    await ada.waitForURL(/rules\/loyal-and-late$/)
  })

  test.each([
    ['rules', 'Rules'],
    ['rules/new?template=overdue-30-5k', 'New rule'],
    [
      'rules/30-days-overdue-and-over-5-000-usd/preview?outcome=acted&subject=000129',
      'Preview: 30 days overdue and over 5,000 USD',
    ],
    ['rules/loyal-and-late/publish', 'Publish: Loyal and late'],
  ])('finds pages that axe has nothing against at /%s, in light and in dark', async (path, title) => {
    await ada.goto(server.url + path)
    await heading(ada, title)
    await atRest(ada)
    expect(await axeViolations(ada)).toEqual([])
  })

  test('gave neither browser nor server anything to complain about', () => {
    expect(complaints).toEqual([])
    expect(log).toEqual([])
  })
})
