import type { BuilderFigures } from './builder-bench.ts'
import { beside, figure, whole } from './figure-words.ts'
import type { Frames } from './frames.ts'

/** What the builder promises (`builder.md`, section 5). Times in milliseconds. */
const TARGETS = {
  framesPerSecond: { least: 55 },
  frame: { most: 20 },
  layout: { most: 120 },
  keystroke: { most: 50 },
  count: { most: 400 },
  gallery: { most: 1_000 },
  usable: { most: 1_500 },
  scriptKilobytes: { most: 350 },
}

/** What was measured in the browser, as people read it, beside what was promised. */
export function builderInWords(builder: BuilderFigures | null): string[] {
  if (builder === null) return ['The builder: not measured.']
  const { invoices, browser, canvas, typing, gallery, firstLoad, loadAtStart, loadAtEnd } = builder
  const moved = ({ perSecond, p95Milliseconds, processorMilliseconds }: Frames) =>
    `${beside(perSecond, TARGETS.framesPerSecond)} pictures a second, p95 ${beside(p95Milliseconds, TARGETS.frame)} ms from one to the next, ${figure(processorMilliseconds)} ms of processor time of the page for each`
  return [
    `The builder: Chromium ${browser} without a graphics processor, so that it paints on the same cores, beside a server with ${whole(invoices)} open invoices; a rule of ${whole(canvas.nodes)} nodes; load ${figure(loadAtStart)} at the start, ${figure(loadAtEnd)} at the end`,
    ...canvas.views.flatMap(({ view, pan, zoom, drag }) => [
      `  C1, ${view}: panned ${moved(pan)}`,
      `    zoomed ${moved(zoom)}`,
      `    a step dragged ${moved(drag)}`,
    ]),
    `  C2: laid out in ${beside(canvas.layoutMilliseconds, TARGETS.layout)} ms`,
    `  C3: from a keystroke to its sentence on the screen p50 ${beside(typing.sentence.p50, TARGETS.keystroke)} ms, p95 ${figure(typing.sentence.p95)} ms; to what is wrong with it p50 ${beside(typing.validation.p50, TARGETS.keystroke)} ms, p95 ${figure(typing.validation.p95)} ms`,
    `    to the new count, with the pause that ends the typing, p50 ${figure(typing.count.p50)} ms, p95 ${beside(typing.count.p95, TARGETS.count)} ms; processor time of the page for each keystroke with all that follows from it ${figure(typing.processorMilliseconds)} ms`,
    `  G2: the page of templates with the counts of all ${whole(gallery.cards)} cards, nothing kept from before: ${beside(gallery.milliseconds, TARGETS.gallery)} ms, the slowest of ${whole(gallery.times)} ${figure(gallery.slowestMilliseconds)} ms`,
    `  first load of the rule, nothing kept from before: to be used after ${beside(firstLoad.usableMilliseconds, TARGETS.usable)} ms, the slowest of ${whole(firstLoad.times)} ${figure(firstLoad.slowestMilliseconds)} ms; ${beside(firstLoad.scriptKilobytes, TARGETS.scriptKilobytes)} kB of compressed JavaScript by then; processor time of the page ${figure(firstLoad.processorMilliseconds)} ms`,
  ]
}
