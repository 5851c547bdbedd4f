import { describe, expect, test } from 'vitest'
import { FACTS } from '#engine/fact-catalogue.ts'
import { aDesk } from './typing.ts'

const desk = aDesk()

describe('the fact catalogue', () => {
  test('as JSON has every fact with name, type, subjects, unit, nullability, meaning and example', async () => {
    const { code, json } = await desk.json('facts')
    expect(code).toBe(0)
    expect(json).toEqual(JSON.parse(JSON.stringify(FACTS)))
    for (const fact of json as Record<string, unknown>[])
      expect(fact).toMatchObject({
        name: expect.any(String),
        type: expect.stringMatching(/^(number|money|days|day|text|enum|list|boolean)$/),
        subjects: expect.any(Array),
        unit: expect.any(String),
        nullable: expect.any(Boolean),
        meaning: expect.any(String),
        example: expect.any(String),
      })
  })

  test('as a table has a line for each', async () => {
    const { out } = await desk.type('facts')
    for (const { name } of FACTS) expect(out).toMatch(new RegExp(`^${name.replace('.', '\\.')} `, 'm'))
  })

  test('one by its name comes with its params and an example', async () => {
    const { out } = await desk.type('facts', 'balance')
    expect(out).toContain('currency, required')
    expect(out).toContain('Example')
  })
})
