/** One bit a subject, 32 subjects a word. */
export type Bits = Uint32Array

/** What a condition says of every subject: the bits of `yes` where it is true, of `no` where it is false, of neither where unknown. */
export type Mask = { readonly yes: Bits; readonly no: Bits }

/** How many words hold `rows` bits. */
export function wordsFor(rows: number): number {
  return (rows + 31) >>> 5
}

/** Bits of all `rows` subjects, none of the padding. */
export function allRows(rows: number): Bits {
  const bits = new Uint32Array(wordsFor(rows)).fill(0xffffffff)
  const rest = rows & 31
  if (rest !== 0) bits[bits.length - 1] = 0xffffffff >>> (32 - rest)
  return bits
}

/** True when the bit of a row is set. */
export function hasBit(bits: Bits, row: number): boolean {
  return ((bits[row >>> 5]! >>> (row & 31)) & 1) === 1
}

/** How many bits are set. */
export function countBits(bits: Bits): number {
  let count = 0
  for (let at = 0; at < bits.length; at++) {
    let word = bits[at]!
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    count += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
  }
  return count
}

/** The rows whose bit is set, ascending. */
export function rowsOf(bits: Bits): number[] {
  const rows: number[] = []
  for (let at = 0; at < bits.length; at++) {
    let word = bits[at]!
    while (word !== 0) {
      const lowest = word & -word
      rows.push((at << 5) + 31 - Math.clz32(lowest))
      word ^= lowest
    }
  }
  return rows
}

// Written out as loops: handing `map` a function makes each of these several times slower, and a rule takes a dozen.

/** Bits set in both. */
export function and(a: Bits, b: Bits): Bits {
  const bits = new Uint32Array(a.length)
  for (let at = 0; at < bits.length; at++) bits[at] = a[at]! & b[at]!
  return bits
}

/** Bits set in either. */
export function or(a: Bits, b: Bits): Bits {
  const bits = new Uint32Array(a.length)
  for (let at = 0; at < bits.length; at++) bits[at] = a[at]! | b[at]!
  return bits
}

/** Bits set in the first and not in the second. */
export function without(a: Bits, b: Bits): Bits {
  const bits = new Uint32Array(a.length)
  for (let at = 0; at < bits.length; at++) bits[at] = a[at]! & ~b[at]!
  return bits
}

/** Sets in the first what is set in the second. */
export function addTo(bits: Bits, more: Bits): void {
  for (let at = 0; at < bits.length; at++) bits[at] = bits[at]! | more[at]!
}
