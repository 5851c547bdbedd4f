import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Listening } from '#server/http/listen.ts'
import { RULE } from '../server/api/a-run.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { openPages } from './the-pages.ts'

/** What the canvas may cost whoever opens it for the first time, in kB of 1000 bytes of compressed JavaScript. */
const MOST_KB = 335

/** What the page fetches once it has been there for a second: the reading of schedules and the checks of its own. */
const WHEN_AT_REST = /\/(next-times|schedule|local-check|parse-rule)-/

const database = freshDatabase()
let server: Listening
let browser: Browser
let page: Page

openPages(database, {}, (opened) => {
  ;({ server, browser, page } = opened)
})

describe('the first load of the canvas', () => {
  test(`brings at most ${MOST_KB} kB of compressed JavaScript, for the drawing, its counts and the fields beside it`, async () => {
    // The same person in a window that has nothing kept of the pages.
    const fresh = await browser.newContext({ storageState: await page.context().storageState() })
    const first = await fresh.newPage()
    const loaded: { file: string; kB: number }[] = []
    first.on('response', async (answer) => {
      const file = new URL(answer.url()).pathname
      if (file.endsWith('.js')) loaded.push({ file, kB: gzipSync(await answer.body()).length / 1000 })
    })
    await first.goto(`${server.url}rules/${RULE}`)
    await first.locator('.react-flow__node-step').first().waitFor()
    await first.getByRole('combobox', { name: 'Starts' }).waitFor()
    await first.getByText('1 · USD 6.3K').first().waitFor()
    await first.waitForLoadState('networkidle')
    const sum = loaded.reduce((all, { file, kB }) => all + (WHEN_AT_REST.test(file) ? 0 : kB), 0)
    const names = loaded.map(({ file, kB }) => `${file} ${kB.toFixed(1)}`)
    expect(names.filter((name) => /preview-page|gallery|publish-page|customers?-page/.test(name))).toEqual([])
    expect(sum, names.join('\n')).toBeLessThanOrEqual(MOST_KB)
    expect(sum).toBeGreaterThan(MOST_KB / 2)
    await fresh.close()
  })
})
