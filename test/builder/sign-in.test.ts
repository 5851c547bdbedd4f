import { eq } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Auth } from '#server/auth/create-auth.ts'
import { firstAdminLink } from '#server/auth/first-admin.ts'
import { addMember } from '#server/auth/members.ts'
import { authSession, authTwoFactor, authUser } from '#server/database/auth-tables.ts'
import type { Listening } from '#server/http/listen.ts'
import { aCompanyThatRan } from '../server/api/a-run.ts'
import { aBrowser, PASSWORD } from '../server/auth/a-browser.ts'
import { aMember } from '../server/auth/a-member.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { launchBrowser } from './browser.ts'
import { aFreshPage, axeViolations, heading, picture, servePages, signIn } from './the-pages.ts'

const ANN = 'ann@heron.example.com'
const complaints: string[] = []
let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
})
const freshPage = async (): Promise<Page> => {
  const fresh = await aFreshPage(browser)
  fresh.page.on('close', () => complaints.push(...fresh.complaints))
  return fresh.page
}
const pathOf = (page: Page) => page.url().replace(/^https?:\/\/[^/]+/, '')

describe('a demo', () => {
  const database = freshDatabase()
  let server: Listening
  let auth: Auth
  let page: Page
  beforeAll(async () => {
    await database.aCompany({ id: 'demo', name: 'Sandpiper Group (demo)' })
    await aCompanyThatRan(database.db, 'demo')
    const serving = await servePages(database.db)
    server = serving.server
    auth = serving.auth
    page = await freshPage()
  }, 120_000)
  afterAll(async () => {
    await page?.context().close()
    await server?.stop()
  })

  test('says that it is one and opens by one click, on the page that was asked for', async () => {
    await page.goto(`${server.url}outbox?action=action-1`)
    await heading(page, 'Sign in')
    await page.getByText('This is a demo with invented customers and invoices.').waitFor()
    await picture(page, 'sign-in-demo')
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Look around the demo' }).click()
    await heading(page, 'Outbox')
    expect(pathOf(page)).toBe('/outbox?action=action-1')
    await page
      .getByRole('row', { name: /Heron Supplies/ })
      .first()
      .waitFor()
    await page.frameLocator('iframe.letter').getByText('Dear Ann').waitFor()
    await page.getByText('This is a demo: the company, its customers').waitFor()
    await page.getByText('Signed in as Demo admin, admin').waitFor()
    await picture(page, 'demo-outbox')
  })

  test('is left by signing out, after which nothing is shown', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await heading(page, 'Sign in')
    await page.goto(`${server.url}rules`)
    await heading(page, 'Sign in')
    expect(pathOf(page)).toBe('/sign-in?to=%2Frules')
  })

  test('can be seen in another role, by keyboard alone', async () => {
    await page.goto(server.url)
    await heading(page, 'Sign in')
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate(() => document.activeElement?.textContent)) === 'As viewer') break
    }
    await page.keyboard.press('Enter')
    await heading(page, 'Home')
    await page.getByText('Signed in as Demo viewer, viewer').waitFor()
    // What a viewer may not do is not offered.
    expect(await page.getByRole('button', { name: 'Stop all sending' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Sign out' }).focus()
    await page.keyboard.press('Enter')
    await heading(page, 'Sign in')
  })

  test('becomes somebody’s own by the link of the server, with a company for their books', async () => {
    await page.goto(((await firstAdminLink(auth)) ?? '').replace(/^http:\/\/[^/]+\//, server.url))
    await heading(page, 'Take charge')
    expect(await axeViolations(page)).toEqual([])
    await page.getByLabel('Your name').fill('Ann')
    await page.getByLabel('E-mail address').fill(ANN)
    await page.getByLabel('New password').fill('short')
    await page.getByLabel('Name of the company').fill('Heron & Söhne Ltd')
    await page.getByLabel('Main currency').fill('EUR')
    await page.getByLabel('Time zone').fill('Europe/Berlin')
    await picture(page, 'first-admin')
    await page.getByRole('button', { name: 'Take charge' }).click()
    await page.getByText('This password has 5 characters.').waitFor()
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Take charge' }).click()
    await heading(page, 'Home')
    await page.getByText('Signed in as Ann, admin').waitFor()
    await page.getByText('Heron & Söhne Ltd').waitFor()
    expect(pathOf(page)).toBe('/')
    expect(await page.getByText('This is a demo').count()).toBe(0)
  })

  test('says what to do first, and counts the templates in the currency of the house', async () => {
    const steps = page.locator('section', { hasText: 'First steps' }).getByRole('listitem')
    await steps.first().waitFor()
    expect(await steps.getByRole('img', { name: 'Still to do' }).count()).toBe(4)
    expect(await page.getByText('Nothing is overdue.').count()).toBe(2)
    const counting = page.waitForRequest((request) => request.url().includes('count-many'))
    await steps.getByRole('link', { name: 'Choose a first rule' }).click()
    const asked = (await counting).postData()
    expect([asked?.includes('"currency":"EUR"'), asked?.includes('"currency":"USD"')]).toEqual([true, false])
  })

  test('has no one click any more, and no second first admin', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await heading(page, 'Sign in')
    await page.getByText('Forgotten the password?').waitFor()
    expect(await page.getByRole('button', { name: 'Look around the demo' }).count()).toBe(0)
    await page.goto(`${server.url}first-admin#token=anything`)
    await page.getByText('Somebody is in charge here already.').waitFor()
  })
})

describe('a company with people', () => {
  const database = freshDatabase()
  let server: Listening
  let auth: Auth
  let page: Page
  let companyId: string
  beforeAll(async () => {
    companyId = await database.aCompany({ name: 'Dunlin Group' })
    await aCompanyThatRan(database.db, companyId)
    const serving = await servePages(database.db)
    server = serving.server
    auth = serving.auth
    await aMember(auth, { companyId, email: ANN, role: 'approver' })
    page = await freshPage()
  }, 120_000)
  afterAll(async () => {
    await page?.context().close()
    await server?.stop()
  })
  // Nobody signed in and nothing remembered, while the scripts of the pages stay read.
  const startOver = async (path = '') => {
    if (page.url().startsWith(server.url))
      await page.evaluate(() => {
        localStorage.clear()
        sessionStorage.clear()
      })
    await page.context().clearCookies()
    await page.goto(server.url + path)
  }

  test('says which way a wrong password leads on, and asks again', async () => {
    await startOver()
    await signIn(page, ANN, 'not the password at all')
    await page.getByRole('alert').getByText('The e-mail address or the password is wrong.').waitFor()
    await picture(page, 'sign-in')
    expect(await axeViolations(page)).toEqual([])
    await signIn(page, ANN)
    await heading(page, 'Home')
  })

  test('is entered by keyboard alone', async () => {
    await startOver('rules')
    await heading(page, 'Sign in')
    await page.keyboard.press('Tab')
    await page.keyboard.type(ANN)
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await heading(page, 'Rules')
  })

  test('leads somebody whose session has ended to the door, and back to their page', async () => {
    await startOver()
    await signIn(page, ANN)
    await heading(page, 'Home')
    // An answer of Home that is still on its way would lead to the door by itself.
    await page.goto(server.url, { waitUntil: 'networkidle' })
    await database.db.delete(authSession)
    await page.getByRole('link', { name: 'Runs' }).click()
    await heading(page, 'Sign in')
    expect(pathOf(page)).toBe('/sign-in?to=%2Fruns')
    await signIn(page, ANN)
    await heading(page, 'Runs')
  })

  test('leads nobody from its sign-in to the page of somebody else', async () => {
    for (const elsewhere of ['//evil.example.com', '/\\evil.example.com', 'https://evil.example.com']) {
      await startOver(`sign-in?to=${encodeURIComponent(elsewhere)}`)
      await signIn(page, ANN)
      await heading(page, 'Home')
      expect(page.url()).toBe(server.url)
    }
  })

  test('lets an administrator add somebody, who comes in by the link that is shown once', async () => {
    await aMember(auth, { companyId, email: 'root@heron.example.com', role: 'admin' })
    await startOver('people')
    await signIn(page, 'root@heron.example.com')
    await heading(page, 'People')
    await page.getByLabel('Name').fill('Kim')
    await page.getByLabel('E-mail address').fill('kim@heron.example.com')
    await page.getByLabel('Role', { exact: true }).selectOption('collector')
    await page.getByRole('button', { name: 'Add a person' }).click()
    await page.getByText('Give this link to Kim.').waitFor()
    await page.getByRole('row', { name: /Kim kim@heron.example.com collector/ }).waitFor()
    await picture(page, 'people')
    const first = new URL(await page.locator('.given-link code').innerText())
    await page.getByRole('button', { name: 'New link for Kim to set a password' }).click()
    await expect.poll(() => page.locator('.given-link code').innerText()).not.toContain(first.hash)
    const second = new URL(await page.locator('.given-link code').innerText())
    await startOver(`set-password${second.hash}`)
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByRole('link', { name: 'To sign in' }).click()
    await signIn(page, 'kim@heron.example.com')
    await page.getByText('Signed in as Kim, collector').waitFor()
    expect(await page.getByRole('link', { name: 'People' }).count()).toBe(0)
  })

  test('lets somebody new set a password by their link, once', async () => {
    const { link } = await addMember(database.db, {
      ...{ companyId, name: 'Bob', email: 'bob@heron.example.com', role: 'collector', entities: null },
      ownCustomersOnly: false,
      actor: { id: 'u1', name: 'Ann' },
      now: auth.clock.now(),
    })
    await startOver(link!.path.slice(1))
    await heading(page, 'Set your password')
    expect(await axeViolations(page)).toEqual([])
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByText('bob@heron.example.com: The password is set.').waitFor()
    await page.getByRole('link', { name: 'To sign in' }).click()
    await signIn(page, 'bob@heron.example.com')
    await page.getByText('Signed in as Bob, collector').waitFor()
    await startOver(link!.path.slice(1))
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByText('This link is not valid any more').waitFor()
  })

  test('asks for the second factor of those who have one', async () => {
    const id = await aMember(auth, { companyId, email: 'eve@heron.example.com' })
    const eve = aBrowser(auth)
    await eve.signIn('eve@heron.example.com')
    const { json } = await eve.ask('POST', '/api/auth/second-factor/turn-on', { password: PASSWORD })
    const [code = ''] = (json as { backUpCodes: string[] }).backUpCodes
    await database.db.update(authUser).set({ twoFactorEnabled: true }).where(eq(authUser.id, id))
    await database.db.update(authTwoFactor).set({ verified: true }).where(eq(authTwoFactor.userId, id))
    await startOver('runs')
    await signIn(page, 'eve@heron.example.com')
    await heading(page, 'Second factor')
    await page.getByLabel('Code of your authenticator app').fill('000000')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('This code is wrong or too old.').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await picture(page, 'second-factor')
    await page.getByRole('button', { name: 'Use a back-up code instead' }).click()
    await page.getByLabel('Back-up code').fill(code)
    await page.keyboard.press('Enter')
    await heading(page, 'Runs')
  })

  test('asks somebody of several companies for which one they work, and shows that one alone', async () => {
    const other = await database.aCompany({ name: 'Plover Holdings' })
    await aMember(auth, { companyId, email: 'zoe@heron.example.com' })
    await aMember(auth, { companyId: other, email: 'zoe@heron.example.com', role: 'admin' })
    await startOver()
    await signIn(page, 'zoe@heron.example.com')
    await heading(page, 'Which company?')
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Dunlin Group (viewer)' }).click()
    await heading(page, 'Home')
    await page.getByRole('row', { name: /Dunlin Inc., USD/ }).waitFor()
    await page.goto(`${server.url}outbox?action=action-1`)
    await page.frameLocator('iframe.letter').getByText('Dear Ann').waitFor()
    await page.getByLabel('Company', { exact: true }).selectOption('Plover Holdings')
    await page.getByText('Nothing is open. Import a file').waitFor()
    await page.getByText('zoe, admin').waitFor()
  })

  test('tells somebody of no company whom to ask', async () => {
    await aMember(auth, { companyId, email: 'max@heron.example.com' })
    await startOver()
    await signIn(page, 'max@heron.example.com')
    await heading(page, 'Home')
    await database.db.execute(
      `delete from member where user_id = (select id from auth_user where email = 'max@heron.example.com')`,
    )
    await page.reload()
    await page.getByText('max@heron.example.com belongs to no company here.').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await heading(page, 'Sign in')
  })

  test('gave the browser nothing to complain about under the content policy', async () => {
    await page.context().close()
    expect(complaints).toEqual([])
  })
})
