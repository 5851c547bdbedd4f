import { loadavg } from 'node:os'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'
import { WALL_CLOCK } from '#server/clock.ts'
import { launchChromium } from '../builder/browser.ts'
import { type BenchServer, startBenchServer } from './a-server.ts'
import { benchCanvas, type CanvasFigures } from './canvas-bench.ts'
import { benchFirstLoad, type FirstLoadFigures, type SignedIn, VIEW } from './first-load-bench.ts'
import { LONG_RULE_NODES, longRule } from './long-rule.ts'
import { median } from './stopwatch.ts'
import { benchTyping, type TypingFigures } from './typing-bench.ts'
import { markWhenThere, whenThere } from './when-there.ts'

/** What the builder promises (`builder.md`, section 5), measured in Chromium on a server of its own. */
export type BuilderFigures = {
  readonly invoices: number
  readonly browser: string
  readonly firstLoad: FirstLoadFigures
  readonly canvas: CanvasFigures
  readonly typing: TypingFigures
  readonly gallery: GalleryFigures
  readonly loadAtStart: number
  readonly loadAtEnd: number
}

/** From asking for the gallery until each of its cards says how many it comes to. */
export type GalleryFigures = {
  readonly cards: number
  readonly times: number
  readonly milliseconds: number
  readonly slowestMilliseconds: number
}

export type BuilderOrder = { readonly invoices: number; readonly times: number }

/** Opens the pages in a browser as somebody at work does, over books of so many open invoices. */
export async function benchBuilder({ invoices, times }: BuilderOrder): Promise<BuilderFigures> {
  // The pages ask about today, so the books are as of today.
  const today = WALL_CLOCK.today('America/New_York')
  const server = await startBenchServer({ invoices, today, drafts: [longRule()] })
  const chromium = await launchChromium()
  try {
    const browser = await playwright.connect(chromium.wsEndpoint())
    const loadAtStart = load()
    const figures = await measured(server, browser, { invoices, times })
    await browser.close()
    return { ...figures, loadAtStart, loadAtEnd: load() }
  } finally {
    await chromium.close()
    await server.stop()
  }
}

function load(): number {
  return loadavg()[0] ?? 0
}

async function measured(
  server: BenchServer,
  browser: Browser,
  { invoices, times }: BuilderOrder,
): Promise<Omit<BuilderFigures, 'loadAtStart' | 'loadAtEnd'>> {
  const address = `${server.url}/rules/two-hundred-steps`
  const page = await (await browser.newContext(VIEW)).newPage()
  const signedIn = await signIn(page, server)
  await page.goto(address)
  await page
    .locator('.react-flow__node-step')
    .nth(LONG_RULE_NODES - 1)
    .waitFor({ state: 'attached' })
  await page.locator('.lane-label .tally').first().waitFor()
  await page.waitForLoadState('networkidle')
  const canvas = await benchCanvas(page, LONG_RULE_NODES)
  const typing = await benchTyping(page, 'late-30-much')
  await page.close()
  const gallery = await benchGallery(browser, { server, signedIn, times })
  const firstLoad = await benchFirstLoad(browser, { address, signedIn, nodes: LONG_RULE_NODES, times })
  return { invoices, browser: browser.version(), firstLoad, canvas, typing, gallery }
}

async function signIn(page: Page, { url, person }: BenchServer): Promise<SignedIn> {
  await page.goto(url)
  await page.getByLabel('E-mail address').fill(person.email)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  return page.context().storageState()
}

/** The cards of templates; those of a blank rule and of a file have nothing to count. */
const TEMPLATES = '.card:has(.needs)'

async function benchGallery(
  browser: Browser,
  { server, signedIn, times }: { server: BenchServer; signedIn: SignedIn; times: number },
): Promise<GalleryFigures> {
  const found: number[] = []
  let cards = 0
  for (let at = 0; at < times; at++) {
    const context = await browser.newContext({ ...VIEW, storageState: signedIn })
    const page = await context.newPage()
    await markWhenThere(page, {
      present: [{ selector: TEMPLATES, least: 1 }],
      absent: [`${TEMPLATES}:not(:has(.card-count strong))`],
    })
    await page.goto(`${server.url}/rules/new`)
    found.push(await whenThere(page))
    cards = await page.locator(TEMPLATES).count()
    await context.close()
  }
  return { cards, times, milliseconds: median(found), slowestMilliseconds: Math.max(...found) }
}
