import { mkdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Page, chromium as playwright } from 'playwright-core'
import { openDatabase } from '#server/database/open.ts'
import { loadDemo } from '#server/demo.ts'
import { clockAt } from '../clock-at.ts'
import { AS_OF } from '../server/api/a-run.ts'
import { launchChromium } from './browser.ts'
import { servePages } from './the-pages.ts'

const PICTURES = new URL('../../builder/tour/', import.meta.url).pathname
/** A README is read over slow lines as well. */
const MOST_BYTES = 200_000
const RULE = 'overdue-30-5k'

/** Takes the pictures of the README from the product itself, on the demo books of one day: `node test/builder/tour.ts`. */
async function takeTour(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dunlin-tour-'))
  const open = await openDatabase({ url: undefined, dataDir })
  // A Chromium of its own, which ends with the tour.
  const chromium = await launchChromium()
  const browser = await playwright.connect(chromium.wsEndpoint())
  try {
    await open.migrate()
    await loadDemo(open.db, clockAt(AS_OF), (said) => process.stdout.write(`${said}\n`))
    const { server } = await servePages(open.db)
    const context = await browser.newContext({
      viewport: { width: 1440, height: 740 },
      reducedMotion: 'reduce',
      locale: 'en-US',
    })
    const page = await context.newPage()
    mkdirSync(PICTURES, { recursive: true })
    await page.goto(server.url)
    await page.getByRole('button', { name: 'Look around the demo' }).click()
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    for (const [name, go] of Object.entries(STOPS)) {
      await go(page, server.url)
      await page.waitForLoadState('networkidle')
      const path = `${PICTURES}${name}.png`
      await page.screenshot({ path })
      const { size } = statSync(path)
      process.stdout.write(`${name}.png ${Math.round(size / 1000)} kB\n`)
      if (size > MOST_BYTES)
        throw new Error(`${path} has ${size} bytes; at most ${MOST_BYTES} would be right.`)
    }
    // The pages listen for events, and a server waits for those who listen.
    await browser.close()
    await server.stop()
  } finally {
    await browser.close()
    await chromium.close()
    await open.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const STOPS: Readonly<Record<string, (page: Page, url: string) => Promise<void>>> = {
  async home(page, url) {
    await page.goto(url)
    await page.getByRole('row', { name: /USD/ }).first().waitFor()
  },
  async gallery(page, url) {
    await page.goto(`${url}rules/new`)
    await page.getByRole('heading', { level: 1, name: 'New rule' }).waitFor()
  },
  async canvas(page, url) {
    await page.goto(`${url}rules/${RULE}`)
    await page.locator('.react-flow__node-step[data-id="late"]').click()
    await page
      .getByRole('region', { name: 'Details' })
      .getByRole('button', { name: 'Condition' })
      .first()
      .waitFor()
  },
  async preview(page, url) {
    await page.goto(`${url}rules/${RULE}/preview?outcome=acted`)
    await page.locator('tbody tr').first().getByRole('button').first().click()
    await page.getByRole('heading', { name: 'Conditions' }).waitFor()
  },
  async outbox(page, url) {
    await page.goto(`${url}outbox`)
    const mails = page.locator('.outbox-group').filter({ hasText: 'Send an e-mail' })
    // Some customers are written to in German; those who owe dollars are not.
    await mails.first().locator('tbody tr').filter({ hasText: 'USD' }).locator('button').first().click()
    await page.frameLocator('iframe.letter').first().getByText('Dear').first().waitFor()
  },
}

await takeTour()
