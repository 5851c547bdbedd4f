import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Listening } from '#server/http/listen.ts'
import { customers as customersDe } from '../../builder/words/customers.de.ts'
import { customers as customersEn } from '../../builder/words/customers.en.ts'
import { english as base } from '../../builder/words/english.ts'
import { german as baseDe } from '../../builder/words/german.ts'
import { publish as publishDe } from '../../builder/words/publish.de.ts'
import { publish as publishEn } from '../../builder/words/publish.en.ts'
import { RULE } from '../server/api/a-run.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { follow } from './at-rest.ts'
import { axeViolations, heading, openPages, picture } from './the-pages.ts'
import { stringsOf } from './words-of.ts'

const database = freshDatabase()
let server: Listening
let page: Page
let complaints: string[]

openPages(database, {}, (opened) => {
  ;({ server, page, complaints } = opened)
})

/** Every page there is, by its address, Home at last: each is followed to from another one. */
const PAGES = [
  'rules',
  'rules/new',
  `rules/${RULE}?step=late`,
  `rules/${RULE}/preview`,
  `rules/${RULE}/publish`,
  `rules/${RULE}/versions`,
  'outbox?action=action-1',
  'customers',
  'customers/0042',
  'accounts',
  'promises',
  'invoices',
  'tasks',
  'runs',
  'runs/run-1',
  'import',
  'templates',
  'alerts',
  'reports',
  'tomorrow',
  'people',
  'settings?section=limits',
  '',
]

/** The doors, which nobody comes to who is signed in; `sign-in.test.ts` looks at them. */
const DOORS = ['/sign-in', '/first-admin', '/set-password']

/** The addresses of the router, as it writes them. */
const ROUTES = [
  ...readFileSync(new URL('../../builder/router.tsx', import.meta.url), 'utf8').matchAll(
    /\bpath: '([^']+)'/g,
  ),
].map(([, path]) => path!)

const english = { ...base, customers: customersEn, publish: publishEn }
const german = { ...baseDe, customers: customersDe, publish: publishDe }
const ENGLISH = new Set(
  [...stringsOf(english).values()].filter((text) => ![...stringsOf(german).values()].includes(text)),
)

/** Words of which a German text has none; letters and names of rules are in the language of who wrote them. */
const ENGLISH_WORD = /\b(the|is|are|has|have|which|would|been|with|from|not)\b/i
const OF_AN_AUTHOR =
  'textarea, .letter, .plain-letter, .letter-preview, .templates-table, noscript, style, script'

/** The texts of a page in which an English word stands. */
const englishOn = (on: Page) =>
  on.evaluate(
    ({ source, flags, authors }) => {
      const word = new RegExp(source, flags)
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      const found: string[] = []
      while (texts.nextNode()) {
        const { textContent, parentElement } = texts.currentNode
        const text = textContent?.trim() ?? ''
        if (word.test(text) && !text.includes('{{') && parentElement?.closest(authors) === null)
          found.push(text)
      }
      return found
    },
    { source: ENGLISH_WORD.source, flags: ENGLISH_WORD.flags, authors: OF_AN_AUTHOR },
  )

/** What a page says in its headings, buttons, links, heads of tables and names for screen readers. */
const saidOn = (on: Page) =>
  on.evaluate(() => {
    const parts = document.querySelectorAll<HTMLElement>(
      'h1, h2, h3, button, a, th, label, legend, summary, dt, caption, option, .empty, .dimmed, [aria-label]',
    )
    return [...parts].flatMap((part) => [part.innerText?.trim() ?? '', part.getAttribute('aria-label') ?? ''])
  })

describe('every page', () => {
  test('is on this walk, or is a door', () => {
    const shapeOf = (route: string) =>
      new RegExp(`^${route === '/' ? '/' : route.replaceAll(/\$\w+/g, '[^/]+')}$`)
    const walked = PAGES.map((page) => `/${page.split('?')[0]}`)
    expect(
      ROUTES.filter((route) => !DOORS.includes(route) && !walked.some((page) => shapeOf(route).test(page))),
    ).toEqual([])
    expect(ROUTES.length).toBeGreaterThan(20)
  })

  test('is reached by the keys that lead there, and by its name in the search', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await heading(page, 'Outbox')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Go to Rules').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('morning')
    await page.keyboard.press('Enter')
    await heading(page, 'Morning reports')
    await page.keyboard.press('/')
    await page.keyboard.type('heron')
    await page.getByRole('option', { name: /Heron Supplies/ }).waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('30 days overdue')
    await page.getByRole('option', { name: '30 days overdue and over 5,000 Rule' }).waitFor()
    await page.keyboard.press('Enter')
    await heading(page, '30 days overdue and over 5,000')
    // What the page itself offers is a command as well.
    await page.keyboard.press('Control+k')
    await page.keyboard.type('pause this')
    await page.keyboard.press('Enter')
    await page.getByRole('form', { name: 'Pause this rule' }).waitFor()
  })

  test('stops all sending in two clicks, and says so on every other', async () => {
    await page.goto(`${server.url}runs`)
    await page.getByRole('button', { name: 'Stop all sending' }).click()
    await page.getByRole('button', { name: 'Stop now' }).click()
    await page.getByText(/All sending is stopped, by ada/).waitFor()
    await page.getByRole('link', { name: 'Rules' }).click()
    await page.getByText(/All sending is stopped, by ada/).waitFor()
  })

  test('shows a ring around what has the focus, and Tab goes through the frame from left to right', async () => {
    await page.goto(`${server.url}runs`)
    await heading(page, 'Runs')
    const visited: string[] = []
    for (let step = 0; step < 9; step++) {
      await page.keyboard.press('Tab')
      const { name, outline } = await page.evaluate(() => {
        const at = document.activeElement
        return {
          name: at instanceof HTMLElement ? at.innerText.split('\n')[0] : '',
          outline: at === null ? '' : getComputedStyle(at).outlineStyle,
        }
      })
      visited.push(name ?? '')
      expect(outline, name).not.toBe('none')
    }
    expect(visited.slice(0, 3)).toEqual(['Skip to the content', 'Home', 'Rules'])
    expect(await page.locator('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').count()).toBe(0)
  })

  test('lies under the thumb on a phone, where a rule is read and paused and its drawing only looked at', async () => {
    await page.setViewportSize({ width: 390, height: 780 })
    await page.goto(`${server.url}rules/${RULE}`)
    await page.getByRole('button', { name: 'Pause this rule' }).waitFor()
    await page.getByRole('tree', { name: 'Outline' }).waitFor()
    expect(await page.getByRole('button', { name: 'Add step' }).count()).toBe(0)
    const rail = await page.getByRole('navigation', { name: 'Pages' }).boundingBox()
    expect(rail!.y + rail!.height).toBe(780)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide).toBeLessThanOrEqual(390)
    await picture(page, 'walk-phone')
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  test('is written in German for whoever chooses it, with amounts and days as they are written there', async () => {
    await page.goto(server.url)
    await page.getByRole('combobox', { name: 'Language, Sprache' }).selectOption('Deutsch')
    await heading(page, 'Übersicht')
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
    const row = await page.getByRole('row', { name: /Dunlin Inc., USD/ }).innerText()
    expect(row.replaceAll('\u00a0', ' ')).toContain('6.200,50 USD')
  })

  test.each(PAGES)(
    'has no English left in German, and nothing for axe or the browser to object to: /%s',
    async (path) => {
      await follow(page, path)
      expect((await saidOn(page)).filter((said) => ENGLISH.has(said))).toEqual([])
      expect(await englishOn(page)).toEqual([])
      expect(await axeViolations(page)).toEqual([])
      expect(complaints).toEqual([])
    },
  )
})
