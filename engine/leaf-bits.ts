import type { Bits } from './mask.ts'

/**
 * The loops from columns to bits, one bit a row, 32 rows a word. Each is written out, since a loop that calls a test per row
 * is several times slower; `Number(a > b)` in place of an `if` leaves no branch to be mispredicted, which at one match in
 * two costs more than all the rest; and going down from the highest row of a word shifts by a fixed one. NaN is neither
 * greater nor equal, so unknown numbers leave their bit clear.
 */

/** Values greater than the operand. */
export function fillGreater(values: Float64Array, operand: number, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--) set = (set << 1) | Number(values[row]! > operand)
    bits[word] = set
  }
}

/** Values greater than the operand or equal to it. */
export function fillGreaterOrEqual(values: Float64Array, operand: number, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--) set = (set << 1) | Number(values[row]! >= operand)
    bits[word] = set
  }
}

/** Values equal to the operand. */
export function fillEqual(values: Float64Array, operand: number, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--) set = (set << 1) | Number(values[row]! === operand)
    bits[word] = set
  }
}

/** Values from `low` to `high`, both included. */
export function fillBetween(values: Float64Array, [low, high]: readonly [number, number], bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--)
      set = (set << 1) | (Number(values[row]! >= low) & Number(values[row]! <= high))
    bits[word] = set
  }
}

/** Values that are one of the operands. */
export function fillIn(values: Float64Array, operands: ReadonlySet<number>, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    // -0 and 0 are one value to === and to a Set alike, and no operand is NaN.
    for (let row = first + 31; row >= first; row--) set = (set << 1) | Number(operands.has(values[row]!))
    bits[word] = set
  }
}

/** Values of the left column greater than those of the right. */
export function fillGreaterThanColumn(left: Float64Array, right: Float64Array, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--) set = (set << 1) | Number(left[row]! > right[row]!)
    bits[word] = set
  }
}

/** Values of the left column greater than those of the right or equal to them. */
export function fillGreaterOrEqualColumn(left: Float64Array, right: Float64Array, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--) set = (set << 1) | Number(left[row]! >= right[row]!)
    bits[word] = set
  }
}

/** Equal numbers of two columns. */
export function fillSameNumbers(left: Float64Array, right: Float64Array, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--) set = (set << 1) | Number(left[row]! === right[row]!)
    bits[word] = set
  }
}

/** The same text, or the same unknown, in two columns. */
export function fillSameTexts(left: Int32Array, right: Int32Array, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--) set = (set << 1) | Number(left[row]! === right[row]!)
    bits[word] = set
  }
}

/** Texts that pass; `passes` holds 1 or 0 at the number of a text plus one, and 0 at the first place, for unknown. */
export function fillTexts(codes: Int32Array, passes: Uint8Array, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--) set = (set << 1) | passes[codes[row]! + 1]!
    bits[word] = set
  }
}

/** Numbers that are known. */
export function fillKnownNumbers(values: Float64Array, bits: Bits): void {
  // Only NaN is not itself.
  fillSameNumbers(values, values, bits)
}

/** Texts that are known. */
export function fillKnownTexts(codes: Int32Array, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--) set = (set << 1) | Number(codes[row]! >= 0)
    bits[word] = set
  }
}

/** Rows marked with 1. */
export function fillMarked(marks: Uint8Array, bits: Bits): void {
  for (let word = 0; word < bits.length; word++) {
    const first = word << 5
    let set = 0
    for (let row = first + 31; row >= first; row--) set = (set << 1) | marks[row]!
    bits[word] = set
  }
}
