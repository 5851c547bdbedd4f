import { expect, test } from 'vitest'
import { startHeartbeat } from '#server/schedule/heartbeat.ts'

/** A promise and its resolver, for what a test waits for instead of sleeping. */
const signal = () => Promise.withResolvers<void>()

test('the heart beats, and stops within a second', { timeout: 15_000 }, async () => {
  const twice = signal()
  let looks = 0
  const heartbeat = await startHeartbeat({
    everySeconds: 1,
    look: async () => {
      looks += 1
      if (looks === 2) twice.resolve()
    },
    report: (error) => twice.reject(error),
  })
  await twice.promise
  const before = performance.now()
  await heartbeat.stop()
  expect(performance.now() - before).toBeLessThan(1000)
})

test('stopped at once after it was started, it is gone within a second as well', async () => {
  const heartbeat = await startHeartbeat({ everySeconds: 30, look: async () => {}, report: () => {} })
  const before = performance.now()
  await heartbeat.stop()
  expect(performance.now() - before).toBeLessThan(1000)
})

test('a look that fails is reported, and the next one is made', { timeout: 15_000 }, async () => {
  const next = signal()
  const reported: unknown[] = []
  const heartbeat = await startHeartbeat({
    everySeconds: 1,
    look: async () => {
      if (reported.length > 0) return next.resolve()
      throw new Error('The database is away.')
    },
    report: (error) => reported.push(error),
  })
  await next.promise
  await heartbeat.stop()
  expect(reported).toMatchObject([{ message: 'The database is away.' }])
})

test('a look that takes long is not overtaken, and stopping waits for its end', {
  timeout: 20_000,
}, async () => {
  const started = signal()
  const finish = signal()
  let running = 0
  let most = 0
  let ended = false
  const heartbeat = await startHeartbeat({
    everySeconds: 1,
    look: async () => {
      running += 1
      most = Math.max(most, running)
      started.resolve()
      await finish.promise
      running -= 1
      ended = true
    },
    report: started.reject,
  })
  await started.promise
  const stopped = heartbeat.stop()
  finish.resolve()
  await stopped
  expect({ most, ended }).toEqual({ most: 1, ended: true })
})
