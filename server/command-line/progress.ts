import type { Surroundings } from './command.ts'

/** One line on the error output that says what takes its time; nothing where nobody watches. */
export type Progress = {
  say(text: string): void
  /** Takes the line away. */
  done(): void
}

/** Progress for a person at a terminal. */
export function progressFor({ showsProgress, err }: Pick<Surroundings, 'showsProgress' | 'err'>): Progress {
  let isShown = false
  return {
    say(text) {
      if (!showsProgress) return
      err(`\r\u001b[K${text}`)
      isShown = true
    },
    done() {
      if (isShown) err('\r\u001b[K')
      isShown = false
    },
  }
}
