import type { Size } from './layout.ts'

/** A piece of the drawing whose size is known and whose place is not yet. */
export type Block = Size & { readonly place: (middle: number, top: number) => void }

/** Blocks below one another, with so much space below each. */
export function stack(blocks: readonly Block[], gapsBelow: readonly number[]): Block {
  const gapBelow = (at: number) => (at === blocks.length - 1 ? 0 : (gapsBelow[at] ?? 0))
  return {
    width: Math.max(0, ...blocks.map((block) => block.width)),
    height: blocks.reduce((sum, block, at) => sum + block.height + gapBelow(at), 0),
    place: (middle, top) => {
      let y = top
      blocks.forEach((block, at) => {
        block.place(middle, y)
        y += block.height + gapBelow(at)
      })
    },
  }
}

/** Blocks beside one another, their tops in one line. */
export function sideBySide(blocks: readonly Block[], gap: number): Block {
  const width = blocks.reduce((sum, block) => sum + block.width, 0) + gap * Math.max(0, blocks.length - 1)
  return {
    width,
    height: Math.max(0, ...blocks.map((block) => block.height)),
    place: (middle, top) => {
      let left = middle - width / 2
      for (const block of blocks) {
        block.place(left + block.width / 2, top)
        left += block.width + gap
      }
    },
  }
}
