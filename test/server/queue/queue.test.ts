import { afterEach, describe, expect, test } from 'vitest'
import { type Queue, startQueue, type Wake } from '#server/queue/queue.ts'
import { freshDatabase } from '../database/test-database.ts'

const database = freshDatabase()

describe('the queue', () => {
  let queue: Queue | undefined
  afterEach(async () => {
    await queue?.stop()
    queue = undefined
  })

  /** A queue that notes what it is woken for, and a promise of the first so many wakes. */
  async function aQueue() {
    const woken: [Wake, string][] = []
    const problems: unknown[] = []
    let tell: () => void = () => {}
    const note = (kind: Wake) => async (companyId: string) => {
      woken.push([kind, companyId])
      tell()
    }
    const started = await startQueue({
      open: database.open,
      url: database.url,
      report: (error) => problems.push(error),
    })
    queue = started
    const handlers = { dispatch: note('dispatch'), 'run-chunk': note('run-chunk'), sweep: note('sweep') }
    const untilWoken = (times: number) =>
      new Promise<void>((resolve) => {
        tell = () => {
          if (woken.length >= times) resolve()
        }
        tell()
      })
    return { queue: started, handlers, woken, problems, untilWoken }
  }

  test('wakes once for what is asked often, and goes on after a handler fails', async () => {
    const { queue: started, handlers, woken, problems, untilWoken } = await aQueue()
    await Promise.all(Array.from({ length: 20 }, () => started.wake('dispatch', 'acme')))
    await started.wake('dispatch', 'other')
    await started.wake('sweep')
    await started.work({
      ...handlers,
      'run-chunk': async () => Promise.reject(new Error('The books are not there.')),
    })
    await untilWoken(3)
    expect(woken.map((each) => each.join(' ').trim()).sort()).toEqual([
      'dispatch acme',
      'dispatch other',
      'sweep',
    ])
    await started.wake('run-chunk', 'acme')
    await started.wake('dispatch', 'acme')
    await untilWoken(4)
    expect(problems.every((problem) => String(problem).includes('The books are not there.'))).toBe(true)
  })
})
