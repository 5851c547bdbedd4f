import { styleText } from 'node:util'

/** The few ways in which a text may stand out; plain text where the output is no terminal. */
export type Paint = {
  strong(text: string): string
  faint(text: string): string
  good(text: string): string
  bad(text: string): string
  doubtful(text: string): string
}

/** Colours for a person at a terminal, none otherwise. */
export function paintFor({ isTerminal }: { readonly isTerminal: boolean }): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    // Whether to use colours was decided by whoever typed the command, who may sit at another process.
    isTerminal ? styleText(format, text, { validateStream: false }) : text
  return {
    strong: style('bold'),
    faint: style('dim'),
    good: style('green'),
    bad: style('red'),
    doubtful: style('yellow'),
  }
}
