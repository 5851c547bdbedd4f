import type { Page } from 'playwright-core'
import { processorTimeOf } from './frames.ts'
import { recordPainted, takePainted } from './painted.ts'
import { percentile } from './stopwatch.ts'

export type Painted = { readonly times: number; readonly p50: number; readonly p95: number }

/** From a keystroke until something is painted, in milliseconds. */
export type TypingFigures = {
  readonly sentence: Painted
  readonly validation: Painted
  /** From the last keystroke of several until the figures are those of the rule as it then stands. */
  readonly count: Painted
  /** Processor time of the page for a keystroke and all that follows from it, which other work on the machine does not enter. */
  readonly processorMilliseconds: number
}

const ROUNDS = 12
/** A quick typist's pause between letters. */
const BETWEEN_KEYS_MS = 110

/** Types amounts into a condition of a rule of two hundred steps, some of them wrong on the way, and pauses. */
export async function benchTyping(page: Page, branch: string): Promise<TypingFigures> {
  await page.locator(`[role=treeitem][data-entry="${branch}"]`).click()
  const amount = page.locator('.condition-editor [data-path$=".value"]').first()
  await amount.click()
  const fresh = '.branch-part.open .branch-tally .tally:not(.stale)'
  await page.locator(fresh).waitFor()
  await recordPainted(page, [
    { name: 'sentence', within: '.sentence' },
    { name: 'validation', within: '.problem-list' },
    { name: 'count', within: '.inspector', until: fresh },
  ])
  const sentence: number[] = []
  let keys = 0
  const busy = await processorTimeOf(page)
  const validation: number[] = []
  const count: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await page.keyboard.press('Control+a')
    // Another amount each time: a rule that was counted a moment ago is not counted again.
    for (const key of [...String(4100 + round * 137), 'x', 'Backspace']) {
      await takePainted(page)
      await page.keyboard.press(key)
      keys += 1
      await page.waitForTimeout(BETWEEN_KEYS_MS)
      const painted = await takePainted(page)
      sentence.push(...(painted.sentence ?? []))
      // A letter makes the amount wrong, and taking it back makes it right.
      if (key === 'x' || key === 'Backspace') validation.push(...(painted.validation ?? []))
    }
    await page.locator(fresh).waitFor()
    await page.waitForLoadState('networkidle')
    count.push(...((await takePainted(page)).count ?? []))
  }
  return {
    sentence: painted(sentence),
    validation: painted(validation),
    count: painted(count),
    processorMilliseconds: (await busy()) / keys,
  }
}

function painted(times: readonly number[]): Painted {
  return { times: times.length, p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}
