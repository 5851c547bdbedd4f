import { expect, test } from 'vitest'
import { keepPresence, type Present } from '#server/rules/presence.ts'
import { clockAt } from '../../clock-at.ts'

const somebody = (name: string, more: Partial<Present> = {}): Present => ({
  companyId: 'c1',
  ruleId: 'r1',
  userId: name.toLowerCase(),
  name,
  tab: `tab-of-${name.toLowerCase()}`,
  ...more,
})
const ada = somebody('Ada')
const ben = somebody('Ben')

test('two who open the same rule see one another, and where each of them is', () => {
  const book = keepPresence(clockAt('2026-03-16'))
  book.enter(ada)
  expect(book.othersOf(ada)).toEqual([])
  book.enter(ben)
  book.hear(ben, 'mail')
  expect(book.othersOf(ada)).toEqual([{ name: 'Ben', isSamePerson: false, at: 'mail' }])
  expect(book.othersOf(ben)).toEqual([{ name: 'Ada', isSamePerson: false, at: null }])
})

test('nobody of another rule or another company is seen, and oneself only in another tab', () => {
  const book = keepPresence(clockAt('2026-03-16'))
  book.enter(ada)
  book.enter(somebody('Cal', { ruleId: 'r2' }))
  book.enter(somebody('Dan', { companyId: 'c2' }))
  expect(book.othersOf(ada)).toEqual([])
  book.enter({ ...ada, tab: 'another-tab' })
  expect(book.othersOf(ada)).toEqual([{ name: 'Ada', isSamePerson: true, at: null }])
})

test('who leaves is gone at once, and who came back meanwhile stays', () => {
  const book = keepPresence(clockAt('2026-03-16'))
  book.enter(ada)
  const leave = book.enter(ben)
  book.enter(ben)
  leave()
  expect(book.othersOf(ada)).toHaveLength(1)
  book.enter(ben)()
  expect(book.othersOf(ada)).toEqual([])
})

test('who is not heard of for more than a minute has lost the connection', () => {
  let now = new Date('2026-03-16T09:00:00Z')
  const book = keepPresence({ ...clockAt('2026-03-16'), now: () => now })
  book.enter(ada)
  book.enter(ben)
  now = new Date('2026-03-16T09:01:00Z')
  book.hear(ada, null)
  expect(book.othersOf(ada)).toHaveLength(1)
  now = new Date('2026-03-16T09:01:20Z')
  expect(book.othersOf(ada)).toEqual([])
  expect(book.othersOf(ben)).toHaveLength(1)
})
