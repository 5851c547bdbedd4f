import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'

/** What has to be on a page: so many elements of each kind at least, and none of some others. */
export type There = {
  readonly present: readonly { readonly selector: string; readonly least: number }[]
  readonly absent?: readonly string[]
}

declare global {
  interface Window {
    benchThereAt?: number
  }
}

const LOOK_AGAIN_MS = 50
const GIVEN_UP_MS = 60_000

/** Has a page write down, in the picture in which it is there, when something is; said before the page is asked for. */
export async function markWhenThere(page: Page, { present, absent = [] }: There): Promise<void> {
  await page.addInitScript(
    ({ present, absent }) => {
      const look = () => {
        const isThere =
          present.every(({ selector, least }) => document.querySelectorAll(selector).length >= least) &&
          absent.every((selector) => document.querySelector(selector) === null)
        if (isThere) window.benchThereAt = performance.now()
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    },
    { present, absent },
  )
}

/** Milliseconds from asking for the page until it was there. Asked for from outside, since the pages let no text be run as a script. */
export async function whenThere(page: Page): Promise<number> {
  const until = performance.now() + GIVEN_UP_MS
  for (;;) {
    const at = await page.evaluate(() => window.benchThereAt ?? null)
    if (at !== null) return at
    if (performance.now() > until) throw new Error(`What was waited for at ${page.url()} did not come.`)
    await pause(LOOK_AGAIN_MS)
  }
}
