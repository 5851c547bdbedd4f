/** One thing to stop, and how long it may take. */
export type ShutdownStep = { readonly what: string; readonly withinMs: number; stop(): Promise<unknown> }

/**
 * Stops one thing after the other: first what starts new work, then what takes requests, then what they rest on. A step that
 * fails or takes too long is reported and does not keep the next from being stopped: the database is closed in any case.
 */
export async function shutDown(
  steps: readonly ShutdownStep[],
  report: (problem: { what: string; problem: unknown }) => void,
): Promise<void> {
  for (const { what, withinMs, stop } of steps) {
    let timer: NodeJS.Timeout | undefined
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`It has not stopped within ${withinMs} ms.`)), withinMs)
    })
    try {
      await Promise.race([stop(), tooLong])
    } catch (problem) {
      report({ what, problem })
    } finally {
      clearTimeout(timer)
    }
  }
}
