import type { Page } from 'playwright-core'
import { percentile } from './stopwatch.ts'

/** How evenly pictures followed one another while something moved. */
export type Frames = {
  readonly perSecond: number
  /** From one picture to the next, at the 95th percentile. */
  readonly p95Milliseconds: number
  /** Processor time of the page's own thread for one picture, which other work on the machine does not enter. */
  readonly processorMilliseconds: number
}

declare global {
  interface Window {
    /** When each picture was begun, while they are counted. */
    benchFrames?: number[]
  }
}

/** Counts the pictures a page draws while something is done to it. */
export async function framesDuring(page: Page, gesture: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const frames: number[] = []
    window.benchFrames = frames
    const next = (at: number) => {
      if (window.benchFrames !== frames) return
      frames.push(at)
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  })
  const busy = await processorTimeOf(page)
  await gesture()
  const busyMilliseconds = await busy()
  const frames = await page.evaluate(() => {
    const found = window.benchFrames ?? []
    delete window.benchFrames
    return found
  })
  const gaps = frames.slice(1).map((at, number) => at - (frames[number] ?? at))
  if (gaps.length < 20)
    throw new Error(`Only ${gaps.length} pictures were drawn; the gesture is too short to measure.`)
  return {
    perSecond: (gaps.length * 1000) / gaps.reduce((sum, gap) => sum + gap, 0),
    p95Milliseconds: percentile(gaps, 0.95),
    processorMilliseconds: busyMilliseconds / gaps.length,
  }
}

/** Begins to count what the page's own thread uses of a processor; asked once, it says how much that was, in milliseconds. */
export async function processorTimeOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    await session.detach()
    const found = metrics.find(({ name }) => name === 'TaskDuration')
    if (found === undefined) throw new Error('The browser does not tell how long its page was busy.')
    return found.value * 1000
  }
}
