import { expect, test } from 'vitest'
import { shutDown } from '#server/operations/shutdown.ts'

test('what starts work is stopped before what it rests on, and a step that hangs or fails keeps nothing open', async () => {
  const stopped: string[] = []
  const problems: string[] = []
  await shutDown(
    [
      { what: 'schedule', withinMs: 10, stop: () => new Promise(() => {}) },
      { what: 'requests', withinMs: 1000, stop: () => Promise.reject(new Error('port gone')) },
      {
        what: 'database',
        withinMs: 1000,
        async stop() {
          stopped.push('database')
        },
      },
    ],
    ({ what, problem }) => problems.push(`${what}: ${problem instanceof Error ? problem.message : ''}`),
  )
  expect(stopped).toEqual(['database'])
  expect(problems).toEqual(['schedule: It has not stopped within 10 ms.', 'requests: port gone'])
})
