import type { Browser, Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import type { Listening } from '#server/http/listen.ts'
import { readDraft, saveDraft } from '#server/rules/draft.ts'
import { logicHash } from '#server/run/publish-version.ts'
import { idsOf } from '../../builder/edit/step-tree.ts'
import { clockAt } from '../clock-at.ts'
import { AS_OF, RULE } from '../server/api/a-run.ts'
import { aMember } from '../server/auth/a-member.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { theMissionRule } from './a-rule.ts'
import { drawByKeyboard, drawByMouse, drawLine } from './mission-rule.ts'
import { aFreshPage, heading, openPages, signIn } from './the-pages.ts'

/** What a page shows after it has asked the server, or drawn anew. */
const soon = <Value>(look: () => Value | Promise<Value>) =>
  expect.poll(look, { timeout: 10_000, interval: 40 })

const TITLE = '30 days overdue and over 5,000'

/** A point of the drawing where nothing stands. */
async function emptyPlace(page: Page): Promise<{ x: number; y: number }> {
  const box = (await page.locator('.canvas').boundingBox())!
  return { x: box.x + 30, y: box.y + 60 }
}

describe('editing a rule in a browser', () => {
  const database = freshDatabase()
  let server: Listening
  let browser: Browser
  let page: Page
  let companyId: string
  let complaints: string[]

  openPages(database, {}, async (opened) => {
    ;({ companyId, server, browser, page, complaints } = opened)
    await aMember(opened.auth, { companyId, email: 'ben@dunlin.example.com', role: 'author' })
  })
  beforeEach(async () => {
    // Another page of the same rule; what the test before has done, was saved at its end.
    await saveAs('ann', theMissionRule())
    if (page.url().includes(RULE)) await soon(() => titles(page)).toEqual(THE_RULE)
    else await openRule(page)
    await saved(page)
  })

  const draft = () => readDraft(database.db, { companyId, ruleId: RULE })
  const saveAs = async (name: string, document: RuleDocument) => {
    const { revision: baseRevision } = await draft()
    const actor = { id: name, name }
    const now = clockAt(AS_OF).now()
    await saveDraft(database.db, { companyId, ruleId: RULE, document, baseRevision, actor, now })
  }
  const savedSteps = async () => {
    const { document } = await draft()
    // What the page saved has been read by the page itself before.
    return idsOf((document as RuleDocument).steps).map((id) => id.replace(/-[a-z0-9]{8,}$/, ''))
  }
  const openRule = async (on: Page) => {
    await on.goto(`${server.url}rules/${RULE}`)
    await heading(on, TITLE)
    await on.locator('.react-flow__node-step').first().waitFor()
    await saved(on)
  }
  const saved = (on: Page) => on.getByText('Saved', { exact: true }).waitFor()
  const titles = (on: Page) =>
    on.locator('.react-flow__node-step .step-title > span:first-of-type').allInnerTexts()
  const node = (id: string) => page.locator(`.react-flow__node-step[data-id="${id}"]`)
  const undoButton = () => page.getByRole('button', { name: 'Undo', exact: true })
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement
      return at?.getAttribute('data-id') ?? at?.getAttribute('data-lane') ?? at?.getAttribute('data-place')
    })
  const THE_RULE = ['Every weekday at 10:30', 'First that applies', 'Send an e-mail', 'Place a credit hold']

  test('adds a step by the button on an edge, and a reload keeps it', async () => {
    await page.getByRole('button', { name: 'Add a step after “Send an e-mail”' }).click()
    await page.getByRole('combobox', { name: 'What should happen?' }).fill('task')
    await page.getByRole('option', { name: /Create a task/ }).click()
    await soon(() => titles(page)).toEqual([...THE_RULE.slice(0, 3), 'Create a task', THE_RULE[3]])
    await saved(page)
    expect(await savedSteps()).toEqual(['late', 'late-30', 'mail', 'create-task', 'hold'])
    await page.reload()
    await soon(() => titles(page)).toContain('Create a task')
    await saved(page)
    // What runs is not what is on the screen, and the title says so.
    await page.getByRole('link', { name: 'Draft, not finished; version 1 runs' }).waitFor()
    await page.locator('.react-flow__node-step', { hasText: 'Create a task' }).click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('link', { name: /^Draft: \d changes from version 1$/ }).waitFor()
  })

  test('is done by keyboard alone, in the order of the flow, and says what happened', async () => {
    await node('late').focus()
    const visited: (string | null | undefined)[] = []
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('Tab')
      visited.push(await focused())
    }
    expect(visited).toEqual(['late-30', 'late#late-30@0', 'mail', 'late#late-30@1', 'hold', 'late#late-30@2'])
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('a')
    await page.keyboard.type('e-mail')
    await page.keyboard.press('Enter')
    await soon(() => titles(page)).toEqual([...THE_RULE, 'Send an e-mail'])
    await page.getByText('Added “Send an e-mail”').waitFor({ state: 'attached' })
    const isInField = () => page.evaluate(() => document.activeElement?.closest('.inspector') !== null)
    await soon(isInField).toBe(true)
    await page.keyboard.press('Escape')
    await soon(focused).toMatch(/^send-email-/)
    await page.keyboard.press('Alt+ArrowUp')
    await soon(() => titles(page)).toEqual([...THE_RULE.slice(0, 3), 'Send an e-mail', THE_RULE[3]])
    await page.keyboard.press('ArrowUp')
    await soon(focused).toBe('mail')
    await page.keyboard.press('Control+d')
    await page.keyboard.press('Delete')
    await page.keyboard.press('Control+z')
    await page.getByText('Undone: Deleted “Send an e-mail”').waitFor({ state: 'attached' })
    for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z')
    await soon(() => titles(page)).toEqual(THE_RULE)
    await page.keyboard.press('Control+Shift+Z')
    await soon(() => titles(page)).toEqual([...THE_RULE, 'Send an e-mail'])
    await saved(page)
  })

  test('deletes a branch with its steps, which undo names and brings back', async () => {
    await node('late').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Control+d')
    await soon(() => page.locator('[data-lane]').count()).toBe(3)
    await page.locator('[data-lane="late-30"]').focus()
    await page.keyboard.press('Delete')
    await soon(() => page.locator('[data-lane]').count()).toBe(2)
    await saved(page)
    expect(await savedSteps()).not.toContain('late-30')
    await undoButton().and(page.locator('[title^="Undo: Deleted “30 days and 5k”"]')).click()
    await soon(() => page.locator('[data-lane]').count()).toBe(3)
    await saved(page)
    expect(await savedSteps()).toContain('late-30')
  })

  test('takes a block dragged onto a place, moves a step dragged onto one, and pins one dragged with Shift', async () => {
    const drag = async (from: ReturnType<Page['locator']>, to: { x: number; y: number }) => {
      const box = (await from.boundingBox())!
      await page.mouse.move(box.x + box.width / 2, box.y + 12)
      await page.mouse.down()
      await page.mouse.move(to.x - 20, to.y - 10, { steps: 4 })
      await page.mouse.move(to.x, to.y, { steps: 2 })
      await page.mouse.up()
    }
    const middle = async (key: string) => {
      const box = (await page.locator(`[data-place="${key}"]`).boundingBox())!
      return { x: box.x + 12, y: box.y + 12 }
    }
    await drag(page.locator('.palette-block', { hasText: 'Wait' }), await middle('late#late-30@1'))
    await soon(() => titles(page)).toEqual([...THE_RULE.slice(0, 3), 'Wait 7 days', THE_RULE[3]])
    await drag(node('mail'), await middle('late#$otherwise@0'))
    await expect
      .poll(() => titles(page))
      .toEqual([...THE_RULE.slice(0, 2), 'Wait 7 days', THE_RULE[3], THE_RULE[2]])
    const before = (await node('mail').boundingBox())!
    await page.keyboard.down('Shift')
    await drag(node('mail'), { x: before.x + 60, y: before.y + 140 })
    await page.keyboard.up('Shift')
    await page.getByRole('button', { name: 'Unpin all' }).click()
    await soon(async () => (await node('mail').boundingBox())?.y).toBeCloseTo(before.y, 0)
    await saved(page)
    expect(await savedSteps()).toEqual(['late', 'late-30', 'wait', 'hold', 'mail'])
  })

  test('leaves the canvas alone when Ctrl+Z is pressed in a field one writes in', async () => {
    await node('hold').focus()
    await page.keyboard.press('Delete')
    await soon(() => titles(page)).toEqual(THE_RULE.slice(0, 3))
    await page.getByLabel('Note').fill('Ask Ann first.')
    await page.keyboard.press('Control+z')
    expect(await titles(page)).toEqual(THE_RULE.slice(0, 3))
    await saved(page)
  })

  test('copies a step and pastes it elsewhere as a new one', async () => {
    await node('mail').focus()
    await page.keyboard.press('Control+c')
    await page.locator('[data-lane="late:otherwise"]').focus()
    await page.keyboard.press('Control+v')
    await soon(() => titles(page)).toEqual([...THE_RULE, 'Send an e-mail'])
    await saved(page)
    expect(await savedSteps()).toEqual(['late', 'late-30', 'mail', 'hold', 'send-email'])
  })

  test('chooses several steps with Shift, and does to all of them what it does to one, as one entry of undo', async () => {
    await node('mail').click()
    await node('hold').click({ modifiers: ['Shift'] })
    await page.getByText('2 steps are chosen.').waitFor()
    await page.keyboard.press('Control+d')
    await soon(() => titles(page)).toEqual([...THE_RULE, ...THE_RULE.slice(2)])
    await page.keyboard.press('Control+z')
    await soon(() => titles(page)).toEqual(THE_RULE)
    await node('hold').focus()
    await page.keyboard.press('Shift+ArrowUp')
    await page.getByText('2 steps are chosen.').waitFor()
    await page.keyboard.press('Delete')
    await soon(() => titles(page)).toEqual(THE_RULE.slice(0, 2))
    await undoButton().and(page.locator('[title^="Undo: Deleted 2 steps"]')).click()
    await soon(() => titles(page)).toEqual(THE_RULE)
    await saved(page)
  })

  test('draws a line from a step into nothing to choose what comes next, and onto a step to bring it there', async () => {
    const empty = await emptyPlace(page)
    await drawLine(page, node('mail'), () => empty)
    await page.getByRole('combobox', { name: 'What should happen?' }).fill('wait')
    await page.keyboard.press('Enter')
    await soon(() => titles(page)).toEqual([...THE_RULE.slice(0, 3), 'Wait 7 days', THE_RULE[3]])
    await drawLine(page, node('mail'), node('hold'))
    await soon(() => titles(page)).toEqual([...THE_RULE, 'Wait 7 days'])
    await saved(page)
  })

  test('shows the rule as text, says on which line something is wrong, and takes it over as one step', async () => {
    await page.getByRole('button', { name: 'Text', exact: true }).click()
    const area = page.getByRole('textbox', { name: 'The rule as text' })
    const written = await area.inputValue()
    expect(JSON.parse(written)).toEqual(theMissionRule())
    await area.fill(written.replace('"do": "wait"', '"do": "act"').replace('"id": "mail"', '"id": "hold"'))
    await page.getByRole('button', { name: 'Take over' }).click()
    await page.getByText('is the id of another step or branch').waitFor()
    await page.getByRole('button', { name: /^Line \d+$/ }).waitFor()
    await area.fill(written.replace('overdue-30"', 'overdue-60"'))
    await page.getByRole('button', { name: 'Take over' }).click()
    await page.getByRole('button', { name: 'Text', exact: true }).click()
    await undoButton().and(page.locator('[title^="Undo: Changed the text of the rule"]')).click()
    await saved(page)
    expect((await draft()).document).toEqual(theMissionRule())
  })

  test('keeps edits in the browser while the server is away, through a reload, and saves them when it is back', async () => {
    await page.route('**/api/v1/rules/*/draft', (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    )
    await node('hold').focus()
    await page.keyboard.press('Delete')
    await page.getByText('Offline', { exact: true }).waitFor()
    expect(await savedSteps()).toContain('hold')
    await page.unroute('**/api/v1/rules/*/draft')
    await page.reload()
    await saved(page)
    await soon(() => titles(page)).toEqual(THE_RULE.slice(0, 3))
    await soon(savedSteps).not.toContain('hold')
  })

  describe('when two are at it', () => {
    let other: Page
    beforeAll(async () => {
      other = (await aFreshPage(browser)).page
      await other.goto(server.url)
      await signIn(other, 'ben@dunlin.example.com')
      await heading(other, 'Home')
      await openRule(other)
    })

    test('shows each of them who else is there and in which step, before anybody saves, and until they leave', async () => {
      const here = (on: Page) => on.locator('.other-here')
      await node('mail').focus()
      await page.keyboard.press('Enter')
      await other
        .getByRole('button', { name: /^ada .* has this rule open too, at “Send an e-mail”/ })
        .waitFor()
      await page.getByRole('button', { name: /^ben .* has this rule open too\.$/ }).waitFor()
      await here(other).click()
      await page
        .getByRole('button', { name: /^ben .* has this rule open too, at “Send an e-mail”/ })
        .waitFor()
      await other.goto(`${server.url}rules`)
      await here(page).waitFor({ state: 'detached' })
      await openRule(other)
      await here(page).waitFor()
    })

    test('puts together what they change, tells them of one another, and loses nothing', async () => {
      await node('mail').focus()
      await page.keyboard.press('Control+d')
      await other.locator('.react-flow__node-step[data-id="hold"]').focus()
      await other.keyboard.press('Delete')
      const both = ['Every weekday at 10:30', 'First that applies', 'Send an e-mail', 'Send an e-mail']
      await soon(() => titles(page)).toEqual(both)
      await soon(() => titles(other)).toEqual(both)
      await Promise.any([page, other].map((each) => each.getByText('is editing this rule too').waitFor()))
      await saved(page)
      await saved(other)
      expect(await savedSteps()).toEqual(['late', 'late-30', 'mail', 'send-email'])
    })

    test('asks which is meant when both change the same, and saves nothing until then', async () => {
      const rename = async (on: Page, name: string) => {
        await on.getByRole('button', { name: 'Rename' }).click()
        await on.getByLabel('Name of the rule').fill(name)
        await on.keyboard.press('Enter')
      }
      await page.route('**/api/v1/rules/*/draft', (route) => route.abort())
      await rename(page, 'Mine')
      await rename(other, 'Theirs')
      await saved(other)
      await page.unroute('**/api/v1/rules/*/draft')
      const dialogue = page.getByRole('dialog', { name: 'Two versions of the same' })
      await dialogue.waitFor()
      await dialogue.getByText('Mine', { exact: true }).waitFor()
      await dialogue.getByText('Theirs', { exact: true }).waitFor()
      expect(((await draft()).document as RuleDocument).name).toBe('Theirs')
      await dialogue.getByRole('button', { name: 'Keep mine' }).click()
      await heading(other, 'Mine')
      expect(((await draft()).document as RuleDocument).name).toBe('Mine')
    })
  })

  test('comes to the same logic by mouse, by keyboard and from a file, and once more from its own export', async () => {
    const begun = async (how: () => Promise<void>) => {
      await page.goto(`${server.url}rules/new`)
      await how()
      await page.locator('.react-flow__node-step').first().waitFor()
      await saved(page)
    }
    const blank = () => page.getByRole('button', { name: 'Start blank' })
    const pasted = async (text: string) => {
      await page.getByLabel('Or paste its text').fill(text)
      await page.getByRole('button', { name: 'Read it' }).click()
      await page
        .getByRole('button', { name: /^Import as/ })
        .last()
        .click()
      await page.waitForURL((url) => !url.pathname.endsWith('/new'))
    }
    const hash = async () => {
      await saved(page)
      const ruleId = new URL(page.url()).pathname.split('/')[2] ?? ''
      const { document } = await readDraft(database.db, { companyId, ruleId })
      return logicHash(parseRule(document, ruleId, { catalogue: catalogueOf(), templates: ['overdue-30'] }))
    }
    await begun(() => blank().click())
    await drawByMouse(page)
    const byMouse = await hash()
    await page.getByRole('button', { name: 'Text', exact: true }).click()
    const exported = await page.getByRole('textbox', { name: 'The rule as text' }).inputValue()
    await begun(() => pasted(exported))
    const again = await hash()
    await begun(async () => {
      await blank().focus()
      await page.keyboard.press('Enter')
    })
    await drawByKeyboard(page)
    const byKeyboard = await hash()
    // A blank rule begins on the business days of the company's own calendar.
    const trigger = { businessDays: 'every', at: '10:30' }
    const file = { ...theMissionRule(), id: 'from-a-file', name: 'From a file', trigger }
    await begun(() => pasted(JSON.stringify(file)))
    const fromFile = await hash()
    expect({ byMouse, byKeyboard, again }).toEqual({
      byMouse: fromFile,
      byKeyboard: fromFile,
      again: fromFile,
    })
    await openRule(page)
  }, 150_000)

  test('gave the browser nothing to complain about under the content policy', () => {
    // What was cut off on purpose, to be offline, the browser reports as well.
    expect(complaints.filter((each) => !each.includes('ERR_FAILED'))).toEqual([])
  })
})
