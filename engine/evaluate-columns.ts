import type { Comparison, Logic, Test, TextTest } from './compile-condition.ts'
import type { Column, FactTable } from './fact-table.ts'
import { type Bits, type Mask, wordsFor } from './mask.ts'

/**
 * Evaluates conditions over the columns of one table. A leaf that several conditions share is evaluated once. Bits of the
 * padding behind the last row are meaningless; callers keep to `allRows`.
 */
export type ColumnEvaluator = { evaluate(logic: Logic): Mask }

/** An evaluator for one table of facts. */
export function createColumnEvaluator(table: FactTable): ColumnEvaluator {
  const words = wordsFor(table.rows)
  const leaves = new Map<string, Mask>()
  const evaluate = (logic: Logic): Mask => {
    if (logic.kind === 'leaf') {
      const known = leaves.get(logic.key)
      if (known) return known
      const mask = evaluateTest(logic.test, table, words)
      leaves.set(logic.key, mask)
      return mask
    }
    if (logic.kind === 'not') {
      const { yes, no } = evaluate(logic.part)
      return { yes: no, no: yes }
    }
    return combine(logic.kind, logic.parts.map(evaluate), words)
  }
  return { evaluate }
}

function combine(kind: 'all' | 'any', masks: readonly Mask[], words: number): Mask {
  const [first, ...rest] = masks
  if (!first) throw new TypeError('An empty group passed the check of its rule.')
  const yes = new Uint32Array(first.yes)
  const no = new Uint32Array(first.no)
  const [meet, join] = kind === 'all' ? [yes, no] : [no, yes]
  for (const mask of rest) {
    const [both, either] = kind === 'all' ? [mask.yes, mask.no] : [mask.no, mask.yes]
    for (let at = 0; at < words; at++) {
      meet[at] = meet[at]! & both[at]!
      join[at] = join[at]! | either[at]!
    }
  }
  return { yes, no }
}

function evaluateTest(test: Test, table: FactTable, words: number): Mask {
  const mask = { yes: new Uint32Array(words), no: new Uint32Array(words) }
  switch (test.kind) {
    case 'known':
      return known(table.column(test.column), table.rows, mask)
    case 'compare':
      return compare(numbers(table.column(test.column)), test.comparison, test.operand, mask)
    case 'between':
      return between(numbers(table.column(test.column)), test.low, test.high, mask)
    case 'numberIn':
      return numberIn(numbers(table.column(test.column)), new Set(test.operands), mask)
    case 'text': {
      const { codes, hasUnknown } = texts(table.column(test.column))
      return textPasses(codes, hasUnknown, passesByCode(test.test, table.dictionary.texts), mask)
    }
    case 'list': {
      const list = lists(table.column(test.column))
      const passes = passesByCode(test.test, table.dictionary.texts)
      return listPasses(list, test.items, table.rows, mask, (code) => passes[code] === 1)
    }
    case 'compareColumns':
      return compareColumns(
        numbers(table.column(test.left)),
        numbers(table.column(test.right)),
        test.comparison,
        mask,
      )
    case 'sameText':
      return sameText(texts(table.column(test.left)).codes, texts(table.column(test.right)).codes, mask)
    case 'itemInList': {
      const { codes } = texts(table.column(test.item))
      return listPasses(
        lists(table.column(test.list)),
        'some',
        table.rows,
        mask,
        (code, row) => code === codes[row],
        codes,
      )
    }
    case 'listAgainstText': {
      const { codes } = texts(table.column(test.text))
      const { negated } = test
      return listPasses(
        lists(table.column(test.list)),
        test.items,
        table.rows,
        mask,
        (code, row) => (code === codes[row]) !== negated,
        codes,
      )
    }
  }
}

type Numbers = { readonly values: Float64Array; readonly hasUnknown: boolean }
type Lists = Extract<Column, { kind: 'list' }>

function numbers(column: Column): Numbers {
  if (column.kind !== 'number') throw new TypeError(`A ${column.kind} column was compared with a number.`)
  return column
}

function texts(column: Column): Extract<Column, { kind: 'text' }> {
  if (column.kind !== 'text') throw new TypeError(`A ${column.kind} column was compared with a text.`)
  return column
}

function lists(column: Column): Lists {
  if (column.kind !== 'list') throw new TypeError(`A ${column.kind} column was looked through as a list.`)
  return column
}

/** Where nothing is unknown, false is all that is not true. */
function complement({ yes, no }: { yes: Bits; no: Bits }): Mask {
  for (let at = 0; at < yes.length; at++) no[at] = ~yes[at]!
  return { yes, no }
}

function known(column: Column, rows: number, mask: Mask): Mask {
  const { yes } = mask
  for (let row = 0; row < rows; row++) {
    const isKnown =
      column.kind === 'number'
        ? !Number.isNaN(column.values[row]!)
        : column.kind === 'text'
          ? column.codes[row]! >= 0
          : column.known[row] === 1
    if (isKnown) yes[row >>> 5]! |= 1 << (row & 31)
  }
  return complement(mask)
}

// The loops below are written out one by one: each stays a handful of machine instructions a row, and NaN, which is
// neither greater nor not greater, leaves both bits clear by itself.

function compare({ values, hasUnknown }: Numbers, comparison: Comparison, operand: number, mask: Mask): Mask {
  const { yes, no } = mask
  if (comparison === 'greaterThan') fillGreater(values, operand, yes)
  else if (comparison === 'greaterThanInclusive') fillGreaterOrEqual(values, operand, yes)
  else fillEqual(values, operand, yes)
  if (!hasUnknown) return complement(mask)
  if (comparison === 'greaterThan') fillLessOrEqual(values, operand, no)
  else if (comparison === 'greaterThanInclusive') fillLess(values, operand, no)
  else fillUnequal(values, operand, no)
  return mask
}

function fillGreater(values: Float64Array, operand: number, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const base = word << 5
    let set = 0
    for (let bit = 0; bit < 32; bit++) set |= (values[base + bit]! > operand ? 1 : 0) << bit
    bits[word] = set
  }
}

function fillGreaterOrEqual(values: Float64Array, operand: number, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const base = word << 5
    let set = 0
    for (let bit = 0; bit < 32; bit++) set |= (values[base + bit]! >= operand ? 1 : 0) << bit
    bits[word] = set
  }
}

function fillLess(values: Float64Array, operand: number, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const base = word << 5
    let set = 0
    for (let bit = 0; bit < 32; bit++) set |= (values[base + bit]! < operand ? 1 : 0) << bit
    bits[word] = set
  }
}

function fillLessOrEqual(values: Float64Array, operand: number, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const base = word << 5
    let set = 0
    for (let bit = 0; bit < 32; bit++) set |= (values[base + bit]! <= operand ? 1 : 0) << bit
    bits[word] = set
  }
}

function fillEqual(values: Float64Array, operand: number, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const base = word << 5
    let set = 0
    for (let bit = 0; bit < 32; bit++) set |= (values[base + bit]! === operand ? 1 : 0) << bit
    bits[word] = set
  }
}

function fillUnequal(values: Float64Array, operand: number, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const base = word << 5
    let set = 0
    for (let bit = 0; bit < 32; bit++) {
      const value = values[base + bit]!
      set |= (value < operand || value > operand ? 1 : 0) << bit
    }
    bits[word] = set
  }
}

function between({ values, hasUnknown }: Numbers, low: number, high: number, mask: Mask): Mask {
  const { yes, no } = mask
  for (let word = 0; word < yes.length; word++) {
    const base = word << 5
    let set = 0
    for (let bit = 0; bit < 32; bit++) {
      const value = values[base + bit]!
      set |= (value >= low && value <= high ? 1 : 0) << bit
    }
    yes[word] = set
  }
  if (!hasUnknown) return complement(mask)
  for (let word = 0; word < no.length; word++) {
    const base = word << 5
    let set = 0
    for (let bit = 0; bit < 32; bit++) {
      const value = values[base + bit]!
      set |= (value < low || value > high ? 1 : 0) << bit
    }
    no[word] = set
  }
  return mask
}

function numberIn({ values, hasUnknown }: Numbers, operands: ReadonlySet<number>, mask: Mask): Mask {
  const { yes, no } = mask
  const rows = Math.min(values.length, yes.length << 5)
  for (let row = 0; row < rows; row++) {
    const value = values[row]!
    // -0 and 0 are one value to === and to a Set alike.
    if (operands.has(value)) yes[row >>> 5]! |= 1 << (row & 31)
    else if (!Number.isNaN(value)) no[row >>> 5]! |= 1 << (row & 31)
  }
  return hasUnknown ? mask : complement(mask)
}

function textPasses(codes: Int32Array, hasUnknown: boolean, passes: Uint8Array, mask: Mask): Mask {
  const { yes, no } = mask
  for (let word = 0; word < yes.length; word++) {
    const base = word << 5
    let set = 0
    for (let bit = 0; bit < 32; bit++) {
      const code = codes[base + bit]!
      set |= (code >= 0 ? passes[code]! : 0) << bit
    }
    yes[word] = set
  }
  if (!hasUnknown) return complement(mask)
  for (let word = 0; word < no.length; word++) {
    const base = word << 5
    let set = 0
    for (let bit = 0; bit < 32; bit++) {
      const code = codes[base + bit]!
      set |= (code >= 0 ? 1 - passes[code]! : 0) << bit
    }
    no[word] = set
  }
  return mask
}

/** `other`, when given, is a text column whose unknowns make the answer unknown. */
function listPasses(
  list: Lists,
  items: 'some' | 'every',
  rows: number,
  { yes, no }: Mask,
  passes: (code: number, row: number) => boolean,
  other?: Int32Array,
): Mask {
  const { starts, codes, known: isKnown } = list
  for (let row = 0; row < rows; row++) {
    if (isKnown[row] === 0 || (other && other[row]! < 0)) continue
    let result = items === 'every'
    for (let at = starts[row]!; at < starts[row + 1]!; at++)
      if (passes(codes[at]!, row) !== result) {
        result = !result
        break
      }
    const bits = result ? yes : no
    bits[row >>> 5]! |= 1 << (row & 31)
  }
  return { yes, no }
}

function compareColumns(left: Numbers, right: Numbers, comparison: Comparison, mask: Mask): Mask {
  const { yes, no } = mask
  const a = left.values
  const b = right.values
  const rows = Math.min(a.length, yes.length << 5)
  for (let row = 0; row < rows; row++) {
    const x = a[row]!
    const y = b[row]!
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    const passes = comparison === 'equal' ? x === y : comparison === 'greaterThan' ? x > y : x >= y
    const bits = passes ? yes : no
    bits[row >>> 5]! |= 1 << (row & 31)
  }
  return mask
}

function sameText(a: Int32Array, b: Int32Array, mask: Mask): Mask {
  const { yes, no } = mask
  const rows = Math.min(a.length, yes.length << 5)
  for (let row = 0; row < rows; row++) {
    if (a[row]! < 0 || b[row]! < 0) continue
    const bits = a[row] === b[row] ? yes : no
    bits[row >>> 5]! |= 1 << (row & 31)
  }
  return mask
}

/** The answer for every text of the dictionary: 1 where it passes. */
function passesByCode(test: TextTest, dictionary: readonly string[]): Uint8Array {
  if (test.kind === 'not') return passesByCode(test.part, dictionary).map((passes) => 1 - passes)
  if ('parts' in test) {
    const parts = test.parts.map((part) => passesByCode(part, dictionary))
    const wanted = test.kind === 'some' ? 1 : 0
    return Uint8Array.from(dictionary, (_, code) =>
      parts.some((part) => part[code] === wanted) ? wanted : 1 - wanted,
    )
  }
  if (test.kind === 'in') {
    const texts = new Set(test.texts)
    return Uint8Array.from(dictionary, (text) => (texts.has(text) ? 1 : 0))
  }
  const { kind, text: wanted } = test
  if (kind === 'equal') return Uint8Array.from(dictionary, (text) => (text === wanted ? 1 : 0))
  // People do not think of capitals when they look for a piece of text.
  const lower = wanted.toLowerCase()
  return Uint8Array.from(dictionary, (text) =>
    (kind === 'startsWith' ? text.toLowerCase().startsWith(lower) : text.toLowerCase().includes(lower))
      ? 1
      : 0,
  )
}
