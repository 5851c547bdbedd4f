import type { Page, Request } from 'playwright-core'

/** What each watched page has asked for and not yet got. */
const underway = new WeakMap<Page, Set<Request>>()

/** As often in a row as nothing may be under way before a page counts as at rest: what has just come may ask for more. */
const LOOKS = 3

/** Notes what a page asks for, so that `atRest` can tell when it has got all of it. The stream of events never ends. */
export function watchRequests(page: Page): void {
  const asked = new Set<Request>()
  underway.set(page, asked)
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') asked.add(request)
  })
  page.on('requestfinished', (request) => asked.delete(request))
  page.on('requestfailed', (request) => asked.delete(request))
}

/** Waits until a page has drawn what it asked for, asks for nothing more, and shows no part that is still loading. */
export async function atRest(page: Page): Promise<void> {
  const asked = underway.get(page)
  if (asked === undefined) throw new Error('Nobody watched what this page asks for: open it by aFreshPage.')
  for (let quiet = 0; quiet < LOOKS; ) {
    const isLoading = await page.evaluate(drawnAndLoading)
    quiet = asked.size === 0 && !isLoading ? quiet + 1 : 0
  }
}

/** Runs in the page: after the next picture has been drawn, whether a part of the page is still loading. */
function drawnAndLoading(): Promise<boolean> {
  return new Promise((answer) => {
    requestAnimationFrame(() =>
      setTimeout(() =>
        answer(
          document.querySelector('h1, main') === null ||
            document.querySelector('.mantine-Skeleton-root') !== null,
        ),
      ),
    )
  })
}

/**
 * Goes to another page as a link leads there, without loading everything anew, and waits until it is at rest. The page of the
 * address must be another one than that which is open.
 */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    document.querySelector('h1')?.setAttribute('data-left', '')
    history.pushState(null, '', to)
  }, `/${path}`)
  await page.locator('h1:not([data-left])').waitFor()
  await atRest(page)
}
