import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { processorTimeOf } from './frames.ts'
import { median } from './stopwatch.ts'
import { markWhenThere, whenThere } from './when-there.ts'

/** Somebody opens a rule of two hundred steps in a browser that has nothing of the pages. */
export type FirstLoadFigures = {
  readonly times: number
  /** From asking for the page until its drawing and the fields beside it can be used. */
  readonly usableMilliseconds: number
  readonly slowestMilliseconds: number
  /** Compressed, of what was fetched by then. */
  readonly scriptKilobytes: number
  /** Processor time of the page until then. */
  readonly processorMilliseconds: number
}

/** Opens a page several times, each time with nothing kept from before but who is signed in. */
export async function benchFirstLoad(
  browser: Browser,
  { address, signedIn, nodes, times }: { address: string; signedIn: SignedIn; nodes: number; times: number },
): Promise<FirstLoadFigures> {
  const found: number[] = []
  const processor: number[] = []
  let scriptKilobytes = 0
  for (let at = 0; at < times; at++) {
    const context = await browser.newContext({ ...VIEW, storageState: signedIn })
    const page = await context.newPage()
    const scripts: Promise<number>[] = []
    page.on('response', (answer) => {
      if (new URL(answer.url()).pathname.endsWith('.js'))
        scripts.push(answer.body().then((body) => gzipSync(body).length / 1000))
    })
    await markWhenThere(page, {
      present: [
        { selector: '.react-flow__node-step', least: nodes },
        { selector: '.inspector select', least: 1 },
      ],
    })
    const busy = await processorTimeOf(page)
    await page.goto(address)
    found.push(await whenThere(page))
    processor.push(await busy())
    const sizes = await Promise.all(scripts.slice())
    scriptKilobytes = sizes.reduce((sum, size) => sum + size, 0)
    await context.close()
  }
  return {
    times,
    usableMilliseconds: median(found),
    slowestMilliseconds: Math.max(...found),
    scriptKilobytes,
    processorMilliseconds: median(processor),
  }
}

export const VIEW = { viewport: { width: 1440, height: 900 }, locale: 'en-US' } as const
export type SignedIn = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>
