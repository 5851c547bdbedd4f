import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

export type Memory = { readonly heap: number; readonly columns: number }

/** What is really held: bytes of objects, and bytes of typed arrays, after everything unused is gone. */
export function memoryHeld(): Memory {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return { heap: heapUsed, columns: arrayBuffers }
}
