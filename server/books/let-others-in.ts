import { setImmediate } from 'node:timers/promises'
import type { Pause } from '#engine/pause.ts'

/** So long others wait at most for what is done between two pauses that come often. */
const TURN_MS = 20

/** A pause in which this process answers others, taken when a turn is over. */
export function letOthersIn(): Pause {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < TURN_MS) return
    await setImmediate()
    since = performance.now()
  }
}
