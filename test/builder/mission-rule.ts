import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** What stands in a field or on a button that has the focus. */
const focusedLabel = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement
    const isField = at instanceof HTMLInputElement || at instanceof HTMLSelectElement
    return at?.getAttribute('aria-label') ?? (isField ? at.labels?.[0]?.textContent : null) ?? ''
  })

const canvas = (page: Page) => page.getByRole('region', { name: 'Drawing of the rule' })
const inspector = (page: Page) => page.getByRole('region', { name: 'Details' })
const REASON = 'Reason, as others will read it'
const APPROVAL = 'Somebody has to approve it first'

/** Draws the mission's rule into a blank one with the mouse: blocks from the palette, a line to what comes next, fields by clicks. */
export async function drawByMouse(page: Page): Promise<void> {
  const place = (label: string) => canvas(page).getByRole('button', { name: label, exact: true })
  await drag(page, page.getByRole('button', { name: 'Decide', exact: true }), place('Add the first step'))
  const choose = async (fact: RegExp) => {
    await inspector(page).getByRole('combobox', { name: 'What to look at' }).last().click()
    await page.getByRole('option', { name: fact }).click()
  }
  await choose(/^days overdue/)
  await inspector(page).getByLabel('Days', { exact: true }).click()
  await page.keyboard.type('30')
  await inspector(page).getByRole('button', { name: 'Add a condition to “All of”' }).click()
  await choose(/^balance/)
  await inspector(page).getByLabel('Amount').click()
  await page.keyboard.type('5k')
  const letter = page.getByRole('button', { name: 'Send an e-mail', exact: true })
  await drag(page, letter, canvas(page).getByRole('button', { name: /^Add a step to “(?!Otherwise)/ }))
  await inspector(page).getByLabel('Mail template').selectOption('overdue-30')
  const mail = canvas(page).locator('.react-flow__node-step', { hasText: 'Send an e-mail' })
  await drawLine(page, mail, ({ x, y, height }) => ({ x: x - 40, y: y + height + 60 }))
  await page
    .getByRole('dialog', { name: 'Add a step' })
    .getByRole('option', { name: /^Place a credit hold/ })
    .click()
  await inspector(page).getByLabel(REASON).click()
  await page.keyboard.type('30 days overdue')
  await inspector(page).getByLabel(APPROVAL).click()
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Draws a line from the dot below a step to another step, or to somewhere as seen from the step. */
export async function drawLine(
  page: Page,
  step: Locator,
  whereTo: Locator | ((step: Box) => { x: number; y: number }),
): Promise<void> {
  // To hover over something is to wait until it stands still.
  if (typeof whereTo !== 'function') await whereTo.hover()
  await step.hover()
  const box = (await step.boundingBox())!
  const to = typeof whereTo === 'function' ? whereTo(box) : within((await whereTo.boundingBox())!)
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 1)
  await page.mouse.down()
  await page.mouse.move(to.x - 20, to.y - 10, { steps: 3 })
  await page.mouse.move(to.x, to.y, { steps: 2 })
  await page.mouse.up()
}

const within = ({ x, y }: Box) => ({ x: x + 40, y: y + 40 })

/** Draws the same with the keyboard alone. */
export async function drawByKeyboard(page: Page): Promise<void> {
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
  const tabTo = async (label: string) => {
    for (let steps = 0; steps < 80 && (await focusedLabel(page)) !== label; steps++) await press('Tab')
    expect(await focusedLabel(page)).toBe(label)
  }
  const write = async (label: string, text: string) => {
    await tabTo(label)
    await page.keyboard.type(text)
  }
  const add = async (what: string, heading: string) => {
    await press('a')
    await page.getByRole('combobox', { name: 'What should happen?' }).waitFor()
    await page.keyboard.type(what)
    await press('Enter')
    await inspector(page).getByRole('heading', { name: heading }).waitFor()
    await expect.poll(() => isIn(page, '.inspector'), { timeout: 10_000 }).toBe(true)
  }
  const back = async () => {
    await press('Escape')
    await expect.poll(() => isIn(page, '.canvas'), { timeout: 10_000 }).toBe(true)
  }
  await tabTo('Every business day at 10:30, for each customer')
  await add('decide', 'Decide')
  await write('What to look at', 'days overdue')
  await press('Enter')
  await write('Days', '30')
  await tabTo('Add a condition to “All of”')
  await press('Enter')
  await write('What to look at', 'balance')
  await press('Enter')
  await write('Amount', '5k')
  await back()
  await press('ArrowDown')
  await add('e-mail', 'Send an e-mail')
  await write('Mail template', 'More than 30')
  await back()
  await add('place credit hold', 'Place a credit hold')
  await write(REASON, '30 days overdue')
  await tabTo(APPROVAL)
  await press('Space')
}

const isIn = (page: Page, part: string) =>
  page.evaluate((selector) => document.activeElement?.closest(selector) !== null, part)

async function drag(page: Page, from: Locator, to: Locator) {
  const [start, end] = [(await from.boundingBox())!, (await to.boundingBox())!]
  await page.mouse.move(start.x + 20, start.y + 12)
  await page.mouse.down()
  await page.mouse.move(end.x - 20, end.y - 10, { steps: 4 })
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 2 })
  await page.mouse.up()
}
