import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { authenticate } from '#server/auth/authenticate.ts'
import type { Auth } from '#server/auth/create-auth.ts'
import type { Role } from '#server/auth/principal.ts'
import { openBookShelf } from '#server/books/book-shelf.ts'
import type { Database } from '#server/database/database.ts'
import { createHttpApp } from '#server/http/app.ts'
import { type Listening, listen } from '#server/http/listen.ts'
import { createBeat } from '#server/operations/health.ts'
import { createLogger } from '#server/operations/logger.ts'
import { createMetrics } from '#server/operations/metrics.ts'
import { BUILDER_DIR, ensureBuilderBuilt } from '../../builder/build.ts'
import { clockAt } from '../clock-at.ts'
import { AS_OF, aCompanyThatRan } from '../server/api/a-run.ts'
import { TEST_KEYS } from '../server/api/an-api.ts'
import { anAuth, PASSWORD } from '../server/auth/a-browser.ts'
import { aMember } from '../server/auth/a-member.ts'
import type { TestDatabase } from '../server/database/test-database.ts'
import { watchRequests } from './at-rest.ts'
import { launchBrowser } from './browser.ts'

const PICTURES = new URL('../screenshots/', import.meta.url).pathname

/** The pages and the API over a database as they are served, on a port of their own. What went wrong inside is in `log`. */
export async function servePages(
  db: Database,
): Promise<{ server: Listening; auth: Auth; log: readonly string[] }> {
  await ensureBuilderBuilt()
  const clock = clockAt(AS_OF)
  const auth = anAuth(db, { clock })
  const log: string[] = []
  const app = createHttpApp({
    db,
    clock,
    auth,
    authenticate: authenticate(auth),
    keys: TEST_KEYS,
    shelf: openBookShelf(db),
    logger: createLogger({ level: 'error', write: (line) => log.push(line) }),
    metrics: createMetrics({ db, beat: createBeat(clock) }),
    readiness: async () => ({ ready: true, checks: [] }),
    version: '0.1.0',
    builderDir: BUILDER_DIR,
  })
  return { server: await listen(app, { port: 0, hostname: '127.0.0.1' }), auth, log }
}

type Opening = { readonly companyId?: string; readonly email?: string; readonly role?: Role }

/** Pages served and open in a browser, where somebody is signed in and sees Home. */
export type OpenPages = Awaited<ReturnType<typeof openSignedIn>>

/**
 * What most files begin with: somebody of a company (of one that ran, unless another is named) has signed in, and Home is open.
 * Call it at the top of the file or of a `describe`; `use` gets the pages before the tests run, and they are closed after them.
 */
export function openPages(
  database: TestDatabase,
  opening: Opening,
  use: (opened: OpenPages) => unknown,
): void {
  let opened: OpenPages | undefined
  beforeAll(async () => {
    opened = await openSignedIn(database, opening)
    await use(opened)
  }, 120_000)
  afterAll(async () => {
    await opened?.browser.close()
    await opened?.server.stop()
  })
}

async function openSignedIn(database: TestDatabase, opening: Opening) {
  const { email = 'ada@dunlin.example.com', role = 'admin' } = opening
  const companyId = opening.companyId ?? (await database.aCompany({ name: 'Dunlin Group' }))
  if (opening.companyId === undefined) await aCompanyThatRan(database.db, companyId)
  const { server, auth, log } = await servePages(database.db)
  const userId = await aMember(auth, { companyId, email, role })
  const browser = await launchBrowser()
  const { page, complaints } = await aFreshPage(browser)
  // How people sign in by the form is what `sign-in.test.ts` looks at.
  const answer = await page.request.post(`${server.url}api/auth/sign-in`, {
    headers: { origin: new URL(server.url).origin },
    data: { email, password: PASSWORD },
  })
  if (!answer.ok()) throw new Error(`${email} cannot sign in: ${await answer.text()}`)
  await page.goto(server.url)
  await heading(page, 'Home')
  /** Opens a page by its address and waits for its heading. */
  const open = async (path: string, title: string): Promise<void> => {
    await page.goto(server.url + path)
    await heading(page, title)
  }
  return { server, auth, log, companyId, userId, browser, page, complaints, open }
}

/** A page in a browser that nobody is signed in to, with what the browser complained about. */
export async function aFreshPage(browser: Browser): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-US',
  })
  const page = await context.newPage()
  watchRequests(page)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // The letter of these tests carries a script on purpose, and that it is refused is what should happen. What the server
    // refuses, the browser reports as well; the pages say it in words.
    if (message.type() === 'error' && !/\/letter|status of 4\d\d/.test(message.text()))
      complaints.push(message.text())
  })
  return { page, complaints }
}

/** A picture of a whole page for somebody to look at, in `test/screenshots`, where `DUNLIN_PICTURES` is set: taking one costs a second. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.DUNLIN_PICTURES) return
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: `${PICTURES}${name}.png`, fullPage: true })
}

/** Waits for the page with this heading. */
export async function heading(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
}

/** Fills in the form of the sign-in page the page shows. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await heading(page, 'Sign in')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** What axe has against a page, in light and in dark. */
export async function axeViolations(page: Page): Promise<[string, string, string[]][]> {
  const found: [string, string, string[]][] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // To read all of axe takes longer than what it does then: a page that has it already is handed an empty script.
    const isThere = await page.evaluate(() => 'axe' in window)
    // Axe runs a script in every frame, which the letter's frame rightly refuses. What is in order, nobody reads here.
    const axe = new AxeBuilder({ page, ...(isThere && { axeSource: ';' }) })
      .setLegacyMode(true)
      .exclude('iframe')
      .options({ resultTypes: ['violations'] })
    // The page is the same in the dark but for its colours.
    if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
    const { violations } = await axe.analyze()
    found.push(
      ...violations.map(({ id, nodes }): [string, string, string[]] => [
        colorScheme,
        id,
        nodes.map(({ html }) => html),
      ]),
    )
  }
  await page.emulateMedia({ colorScheme: 'light' })
  return found
}
