import type { HandWritten } from './hand-written.ts'

/**
 * The policies by hand once more, as someone writes them who has measured: no branches, 32 subjects to a word. A branch that
 * cannot be foretold costs more than the comparisons it saves, so this is the harder limit.
 */
export const BRANCH_FREE: HandWritten = {
  'late-and-large': ({ columns: { daysOverdue, balance }, level: { days }, minor, bits }) => {
    for (let word = 0, row = 0; word < bits.length; word++) {
      let set = 0
      for (let bit = 0; bit < 32; bit++, row++)
        set |= (Number(daysOverdue[row]! >= days) & Number(balance[row]! > minor)) << bit
      bits[word] = set
    }
  },
  'late-or-large': ({ columns: { daysOverdue, overdueBalance }, level: { days }, minor, bits }) => {
    for (let word = 0, row = 0; word < bits.length; word++) {
      let set = 0
      for (let bit = 0; bit < 32; bit++, row++)
        set |= (Number(daysOverdue[row]! >= days) | Number(overdueBalance[row]! > minor)) << bit
      bits[word] = set
    }
  },
  'final-notice': ({ columns, level: { days }, minor, code, bits }) => {
    const { daysOverdue, overdueBalance, segment } = columns
    const key = code('key')
    for (let word = 0, row = 0; word < bits.length; word++) {
      let set = 0
      for (let bit = 0; bit < 32; bit++, row++)
        set |=
          (Number(daysOverdue[row]! >= days) &
            Number(overdueBalance[row]! > minor) &
            Number(segment[row]! !== key)) <<
          bit
      bits[word] = set
    }
  },
  'many-open': ({ columns, level: { days, count }, minor, bits }) => {
    const { openCount, daysOverdue, overdueBalance } = columns
    const many = count * 3
    for (let word = 0, row = 0; word < bits.length; word++) {
      let set = 0
      for (let bit = 0; bit < 32; bit++, row++)
        set |=
          (Number(openCount[row]! > many) &
            (Number(daysOverdue[row]! >= days) | Number(overdueBalance[row]! > minor))) <<
          bit
      bits[word] = set
    }
  },
  'broken-promise': ({ columns, level: { count }, minor, bits }) => {
    const { brokenPromises, overdueBalance, onCreditHold } = columns
    for (let word = 0, row = 0; word < bits.length; word++) {
      let set = 0
      for (let bit = 0; bit < 32; bit++, row++)
        set |=
          (Number(brokenPromises[row]! >= count) &
            Number(overdueBalance[row]! > minor) &
            Number(onCreditHold[row]! === 0)) <<
          bit
      bits[word] = set
    }
  },
  'small-abroad': ({ columns: { country, daysOverdue, segment }, level: { days }, code, bits }) => {
    const [germany, france, netherlands, small] = [code('DE'), code('FR'), code('NL'), code('smb')]
    for (let word = 0, row = 0; word < bits.length; word++) {
      let set = 0
      for (let bit = 0; bit < 32; bit++, row++) {
        const at = country[row]!
        const abroad = Number(at === germany) | Number(at === france) | Number(at === netherlands)
        set |= (abroad & Number(daysOverdue[row]! >= days) & Number(segment[row]! === small)) << bit
      }
      bits[word] = set
    }
  },
  'over-limit': ({ columns: { balance, creditLimit, daysOverdue }, level: { days }, bits }) => {
    for (let word = 0, row = 0; word < bits.length; word++) {
      let set = 0
      for (let bit = 0; bit < 32; bit++, row++)
        set |= (Number(balance[row]! > creditLimit[row]!) & Number(daysOverdue[row]! >= days)) << bit
      bits[word] = set
    }
  },
  'slow-payer': ({ columns, level: { daysLate }, minor, bits }) => {
    const { averageDaysLate, overdueBalance } = columns
    for (let word = 0, row = 0; word < bits.length; word++) {
      let set = 0
      for (let bit = 0; bit < 32; bit++, row++)
        set |= (Number(averageDaysLate[row]! > daysLate) & Number(overdueBalance[row]! > minor)) << bit
      bits[word] = set
    }
  },
  'not-the-favoured': ({ columns: { segment, country, daysOverdue }, level: { days }, code, bits }) => {
    const [key, government, britain] = [code('key'), code('public'), code('GB')]
    for (let word = 0, row = 0; word < bits.length; word++) {
      let set = 0
      for (let bit = 0; bit < 32; bit++, row++) {
        const kind = segment[row]!
        const late = daysOverdue[row]!
        const plain = Number(kind !== key) & Number(kind !== government) & Number(country[row]! !== britain)
        set |= (plain & Number(late >= days) & Number(late < days + 30)) << bit
      }
      bits[word] = set
    }
  },
  escalation: ({ columns, level: { days, count }, minor, code, bits }) => {
    const { daysOverdue, overdueBalance, brokenPromises, segment, balance } = columns
    const key = code('key')
    const large = minor * 6
    for (let word = 0, row = 0; word < bits.length; word++) {
      let set = 0
      for (let bit = 0; bit < 32; bit++, row++) {
        const late = daysOverdue[row]!
        const wellLate = Number(late >= days + 30) & Number(overdueBalance[row]! > minor)
        const broken =
          Number(late >= days) & Number(brokenPromises[row]! >= count) & Number(segment[row]! !== key)
        set |= (wellLate | broken | Number(balance[row]! > large)) << bit
      }
      bits[word] = set
    }
  },
}
