import { expect, test } from 'vitest'
import { insertRows, jsonText } from '#server/database/insert-rows.ts'
import { cycle } from '#server/database/rule-tables.ts'

test('half a character, as a template may leave of an emoji, becomes the sign for one that is unknown', () => {
  expect(jsonText([{ text: 'Dear \ud83d', other: 'Ann 😀' }])).toBe(
    '[{"text":"Dear \ufffd","other":"Ann 😀"}]',
  )
})

test('a backslash that stands before the same letters is left as it was written', () => {
  expect(JSON.parse(jsonText(['\\ud83d']))).toEqual(['\\ud83d'])
})

test('no rows, and a key that is no column, are refused before the database is asked', () => {
  expect(() => insertRows(cycle, [])).toThrow('Cannot insert no rows.')
  const stray = { ...{ colour: 'red' }, companyId: 'c', ruleId: 'r', subjectType: 'customer' as const }
  const row = { ...stray, subjectId: 's', number: 1, openedOn: '2026-03-16' as never, openedRun: 'run' }
  expect(() => insertRows(cycle, [row])).toThrow('Cannot insert "colour"')
})
