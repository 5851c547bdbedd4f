import type { Page } from 'playwright-core'

declare global {
  interface Window {
    benchKeyAt?: number | null
    /** By what was waited for: milliseconds from a keystroke until it was painted. */
    benchPainted?: Record<string, number[]>
  }
}

/** What is waited for after a keystroke: the first change within `within`, or, with `until`, that it matches again. */
export type Awaited = { readonly name: string; readonly within: string; readonly until?: string }

/** Begins to record how long after each keystroke something is painted. */
export async function recordPainted(page: Page, awaited: readonly Awaited[]): Promise<void> {
  await page.evaluate((all) => {
    const painted: Record<string, number[]> = {}
    window.benchPainted = painted
    const pending = new Map<string, number>()
    window.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        for (const { name } of all) pending.set(name, timeStamp)
      },
      true,
    )
    // A message that is sent while a picture is drawn arrives when it has been.
    const afterPaint = (then: () => void) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => {
          port1.close()
          then()
        }
        port2.postMessage(null)
      })
    for (const { name, within, until } of all) {
      const times: number[] = []
      painted[name] = times
      const seen = () => {
        const from = pending.get(name)
        if (from === undefined) return
        if (until !== undefined && document.querySelector(until) === null) return
        pending.delete(name)
        afterPaint(() => times.push(performance.now() - from))
      }
      const watched = document.querySelector(within)
      if (watched === null) throw new Error(`There is nothing at ${within}.`)
      new MutationObserver(seen).observe(watched, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
        attributeFilter: ['class'],
      })
    }
  }, awaited)
}

/** What was recorded since, by name, in milliseconds; and begins anew. */
export async function takePainted(page: Page): Promise<Readonly<Record<string, readonly number[]>>> {
  return page.evaluate(() => {
    const painted = window.benchPainted ?? {}
    return Object.fromEntries(Object.entries(painted).map(([name, times]) => [name, times.splice(0)]))
  })
}
