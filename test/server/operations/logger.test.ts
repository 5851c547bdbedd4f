import { describe, expect, test } from 'vitest'
import { createLogger } from '#server/operations/logger.ts'

const CANARY = 'canary-9f2c7e'

function aLog() {
  const lines: string[] = []
  const logger = createLogger({ level: 'debug', write: (line) => lines.push(line) })
  return { logger, lines, parsed: () => lines.map((line): unknown => JSON.parse(line)) }
}

describe('the log', () => {
  test('is one JSON object a line, with the level as a word', () => {
    const { logger, parsed } = aLog()
    logger.info({ companyId: 'acme', ms: 12 }, 'run completed')
    expect(parsed()).toMatchObject([{ level: 'info', companyId: 'acme', ms: 12, msg: 'run completed' }])
  })

  test('a planted secret never appears, whichever way it is handed in', () => {
    const { logger, lines } = aLog()
    const failed = new Error(`Failed query: select 1\nparams: ${CANARY}`)
    logger.error(failed)
    logger.error(failed, 'the query failed')
    logger.error({ err: failed }, 'the query failed')
    logger.error({ err: new AggregateError([failed], 'several') }, 'the queries failed')
    logger.error({ err: new Error('outer', { cause: failed }) }, 'the query failed')
    logger.info({ headers: { authorization: `Bearer ${CANARY}`, cookie: `s=${CANARY}` } }, 'request')
    logger.info({ settings: { smtp: { password: CANARY, apiKey: CANARY } } }, 'settings')
    logger.info(`Authorization: Bearer ${CANARY}`)
    logger.info('asked %s with %j', `Bearer ${CANARY}`, { token: CANARY })
    logger.info(`no answer from https://user:${CANARY}@erp.test/v1`)
    logger.info({ accessToken: CANARY }, `GET /?token=${CANARY}`)
    expect(lines).toHaveLength(11)
    expect(lines.join('')).not.toContain(CANARY)
  })

  test('says of an error what it is, where it happened and what it came from', () => {
    const { logger, parsed } = aLog()
    logger.error({ err: new TypeError('no such rule', { cause: new Error('no row') }) }, 'run failed')
    expect(parsed()).toMatchObject([
      {
        msg: 'run failed',
        err: {
          type: 'TypeError',
          message: 'no such rule',
          stack: expect.stringContaining('logger.test.ts'),
          cause: { message: 'no row' },
        },
      },
    ])
  })
})
