import type { Bits } from '#engine/mask.ts'
import type { Level, PolicyName } from './policies.ts'
import type { SubjectColumns } from './subjects.ts'

/** What hand-written code is given: columns, the level in minor units, and the numbers of the texts it asks for. */
export type HandWrittenInput = {
  readonly rows: number
  readonly columns: SubjectColumns
  readonly level: Level
  readonly minor: number
  readonly code: (text: string) => number
  /** All clear at first; a bit is set where the policy matches. */
  readonly bits: Bits
}

export type HandWritten = Readonly<Record<PolicyName, (input: HandWrittenInput) => void>>

/**
 * The policies as one would write them by hand over the same columns: two-valued, one loop each, first false ends the test.
 * Each loop is written out, since a shared loop that calls a test per row is several times slower.
 */
export const HAND_WRITTEN: HandWritten = {
  'late-and-large': ({ rows, columns: { daysOverdue, balance }, level: { days }, minor, bits }) => {
    for (let row = 0; row < rows; row++)
      if (daysOverdue[row]! >= days && balance[row]! > minor) bits[row >>> 5]! |= 1 << (row & 31)
  },
  'late-or-large': ({ rows, columns: { daysOverdue, overdueBalance }, level: { days }, minor, bits }) => {
    for (let row = 0; row < rows; row++)
      if (daysOverdue[row]! >= days || overdueBalance[row]! > minor) bits[row >>> 5]! |= 1 << (row & 31)
  },
  'final-notice': ({ rows, columns, level: { days }, minor, code, bits }) => {
    const { daysOverdue, overdueBalance, segment } = columns
    const key = code('key')
    for (let row = 0; row < rows; row++)
      if (daysOverdue[row]! >= days && overdueBalance[row]! > minor && segment[row]! !== key)
        bits[row >>> 5]! |= 1 << (row & 31)
  },
  'many-open': ({ rows, columns, level: { days, count }, minor, bits }) => {
    const { openCount, daysOverdue, overdueBalance } = columns
    const many = count * 3
    for (let row = 0; row < rows; row++)
      if (openCount[row]! > many && (daysOverdue[row]! >= days || overdueBalance[row]! > minor))
        bits[row >>> 5]! |= 1 << (row & 31)
  },
  'broken-promise': ({ rows, columns, level: { count }, minor, bits }) => {
    const { brokenPromises, overdueBalance, onCreditHold } = columns
    for (let row = 0; row < rows; row++)
      if (brokenPromises[row]! >= count && overdueBalance[row]! > minor && onCreditHold[row]! === 0)
        bits[row >>> 5]! |= 1 << (row & 31)
  },
  'small-abroad': ({ rows, columns: { country, daysOverdue, segment }, level: { days }, code, bits }) => {
    const [germany, france, netherlands, small] = [code('DE'), code('FR'), code('NL'), code('smb')]
    for (let row = 0; row < rows; row++) {
      const at = country[row]!
      if (
        (at === germany || at === france || at === netherlands) &&
        daysOverdue[row]! >= days &&
        segment[row]! === small
      )
        bits[row >>> 5]! |= 1 << (row & 31)
    }
  },
  'over-limit': ({ rows, columns: { balance, creditLimit, daysOverdue }, level: { days }, bits }) => {
    for (let row = 0; row < rows; row++)
      if (balance[row]! > creditLimit[row]! && daysOverdue[row]! >= days) bits[row >>> 5]! |= 1 << (row & 31)
  },
  'slow-payer': ({ rows, columns, level: { daysLate }, minor, bits }) => {
    const { averageDaysLate, overdueBalance } = columns
    for (let row = 0; row < rows; row++)
      if (averageDaysLate[row]! > daysLate && overdueBalance[row]! > minor)
        bits[row >>> 5]! |= 1 << (row & 31)
  },
  'not-the-favoured': ({ rows, columns: { segment, country, daysOverdue }, level: { days }, code, bits }) => {
    const [key, government, britain] = [code('key'), code('public'), code('GB')]
    for (let row = 0; row < rows; row++) {
      const kind = segment[row]!
      const late = daysOverdue[row]!
      if (
        !(kind === key || kind === government || country[row]! === britain) &&
        late >= days &&
        late < days + 30
      )
        bits[row >>> 5]! |= 1 << (row & 31)
    }
  },
  escalation: ({ rows, columns, level: { days, count }, minor, code, bits }) => {
    const { daysOverdue, overdueBalance, brokenPromises, segment, balance } = columns
    const key = code('key')
    const large = minor * 6
    for (let row = 0; row < rows; row++) {
      const late = daysOverdue[row]!
      if (
        (late >= days + 30 && overdueBalance[row]! > minor) ||
        (late >= days && brokenPromises[row]! >= count && segment[row]! !== key) ||
        balance[row]! > large
      )
        bits[row >>> 5]! |= 1 << (row & 31)
    }
  },
}
