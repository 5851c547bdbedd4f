import type { Page } from 'playwright-core'
import { layOut } from '../../builder/canvas/layout.ts'
import { type Frames, framesDuring } from './frames.ts'
import { longRule } from './long-rule.ts'
import { median } from './stopwatch.ts'

/** How smoothly a drawing moves, with all of it in view and at a size at which it can be read. */
export type CanvasFigures = {
  readonly nodes: number
  readonly views: readonly {
    readonly view: 'all in view' | 'to be read'
    readonly pan: Frames
    readonly zoom: Frames
    readonly drag: Frames
  }[]
  readonly layoutMilliseconds: number
}

const MOVES = 120
/** How large a step is drawn, which is told where it is drawn: a file only a bundler can read. */
const NODE_SIZE = { width: 272, height: 88 }

/** Pans, zooms and drags on the page of a rule that is being edited. */
export async function benchCanvas(page: Page, nodes: number): Promise<CanvasFigures> {
  const views: CanvasFigures['views'][number][] = []
  for (const view of ['all in view', 'to be read'] as const) {
    if (view === 'to be read') await enlarge(page)
    views.push({
      view,
      pan: await whileHeld(page, await placeOf(page, 'nothing')),
      zoom: await whileTurned(page),
      drag: await whileHeld(page, await placeOf(page, 'step')),
    })
  }
  return { nodes, views, layoutMilliseconds: layoutMilliseconds() }
}

type Point = { readonly x: number; readonly y: number }

/** Moves in circles from a place with the button down, and ends where it began, so that nothing is changed. */
async function whileHeld(page: Page, { x, y }: Point): Promise<Frames> {
  await page.mouse.move(x, y)
  await page.mouse.down()
  // What begins with a movement, such as the marking of places, is no part of it.
  for (let at = 0; at < 10; at++) await page.mouse.move(x + at, y)
  const frames = await framesDuring(page, async () => {
    for (let at = 1; at <= MOVES; at++) {
      const turn = (at / MOVES) * 4 * Math.PI
      await page.mouse.move(x + 100 * Math.sin(turn), y + 50 * (1 - Math.cos(turn)))
    }
  })
  await page.mouse.move(x, y)
  await page.mouse.up()
  return frames
}

async function whileTurned(page: Page): Promise<Frames> {
  const { x, y, width, height } = await canvasBox(page)
  await page.mouse.move(x + width / 2, y + height / 2)
  return framesDuring(page, async () => {
    for (let at = 0; at < MOVES; at++) await page.mouse.wheel(0, at % 40 < 20 ? -30 : 30)
  })
}

async function enlarge(page: Page): Promise<void> {
  const { x, y, width, height } = await canvasBox(page)
  await page.mouse.move(x + width / 2, y + height / 2)
  const zoomIn = page.locator('.react-flow__controls-zoomin')
  const size = () =>
    page.evaluate(() => document.querySelector('.react-flow__node-step')?.getBoundingClientRect().width ?? 0)
  while ((await size()) < NODE_SIZE.width * 0.8) await zoomIn.click()
}

async function canvasBox(page: Page) {
  const box = await page.locator('.canvas .react-flow').boundingBox()
  if (box === null) throw new Error('The canvas is not to be seen.')
  return box
}

/** A place of the drawing, away from its edges, where there is a step to be dragged, or nothing. */
async function placeOf(page: Page, what: 'step' | 'nothing'): Promise<Point> {
  const wanted = what === 'step' ? '.react-flow__node-step.draggable' : '.react-flow__pane'
  const found = await page.evaluate((selector) => {
    const box = document.querySelector('.canvas .react-flow')?.getBoundingClientRect()
    if (box === undefined) return null
    for (let y = box.top + box.height / 4; y < box.bottom - box.height / 4; y += 5)
      for (let x = box.left + 130; x < box.right - 130; x += 5) {
        const element = document.elementFromPoint(x, y)
        // Between steps lies the pane; within one, any part of it.
        const there = selector.endsWith('pane') ? element?.matches(selector) : element?.closest(selector)
        if (there) return { x, y }
      }
    return null
  }, wanted)
  if (found === null) throw new Error(`There is no ${what} in view of the canvas.`)
  return found
}

function layoutMilliseconds(): number {
  const rule = longRule()
  const times = Array.from({ length: 30 }, () => {
    const start = performance.now()
    layOut(rule, () => NODE_SIZE, { isEdited: true })
    return performance.now() - start
  })
  return median(times)
}
