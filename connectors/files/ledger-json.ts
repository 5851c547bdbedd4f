import { z } from 'zod'
import {
  emptyLedger,
  LEDGER_SCHEMAS,
  LEDGER_STREAMS,
  type Ledger,
  type LedgerStream,
} from '#engine/ledger.ts'
import { decimalAmount, isCurrency, parseAmount } from '#engine/money.ts'
import { LedgerFileError } from './errors.ts'

/**
 * A whole ledger as JSON for people: the streams and keys of `engine/ledger.ts`, except that amounts are decimal text in the
 * record's currency (`total: "119.00"` for `totalMinor: 11900`). Applications and disputes are in the currency of their document.
 */

/** Keys holding minor units, with the name of their decimal form. */
const AMOUNTS: Readonly<Record<string, string>> = {
  totalMinor: 'total',
  openMinor: 'open',
  discountMinor: 'discount',
  creditLimitMinor: 'creditLimit',
  insuredLimitMinor: 'insuredLimit',
  minor: 'amount',
}
const MINORS = Object.fromEntries(Object.entries(AMOUNTS).map(([minor, decimal]) => [decimal, minor]))
/** Lists inside a record whose entries hold amounts of the record's currency. */
const PARTS = ['instalments', 'rates']

const AnyRecord = z.record(z.string(), z.unknown())
type AnyRecord = z.infer<typeof AnyRecord>

/** True for an object with at least one stream of the ledger and nothing that is not one. */
export function isLedgerJson(value: unknown): boolean {
  const record = AnyRecord.safeParse(value)
  if (!record.success || 'rows' in record.data) return false
  return LEDGER_STREAMS.some((stream) => Array.isArray(record.data[stream]))
}

/** The ledger as a plain value for `JSON.stringify`; `ledgerFromJson` gives the same ledger back. */
export function ledgerToJson(ledger: Ledger): Record<string, unknown> {
  const currencies = documentCurrencies(ledger.documents)
  return Object.fromEntries(
    LEDGER_STREAMS.filter((stream) => ledger[stream].length > 0).map((stream) => [
      stream,
      ledger[stream].map((record: AnyRecord) => toDecimal(record, currencyOf(record, currencies))),
    ]),
  )
}

/** The ledger written by `ledgerToJson` or by hand; throws `LedgerFileError` naming each place that is wrong. */
export function ledgerFromJson(value: unknown, file: string): Ledger {
  const wrong: string[] = []
  const streams = AnyRecord.parse(value)
  for (const name of Object.keys(streams))
    if (!LEDGER_STREAMS.some((stream) => stream === name))
      wrong.push(`  ${name}: is not a part of a ledger. Choose from ${LEDGER_STREAMS.join(', ')}.`)
  const ledger: Record<string, unknown[]> = emptyLedger()
  const documents = z.array(AnyRecord).safeParse(streams.documents ?? [])
  const currencies = documentCurrencies(documents.success ? documents.data : [])
  for (const stream of LEDGER_STREAMS) readStream(stream, streams[stream], currencies, ledger[stream]!, wrong)
  if (wrong.length > 0)
    throw new LedgerFileError(`${file} is not a valid ledger:\n${wrong.slice(0, 50).join('\n')}`)
  // Each stream was parsed by its own schema just above.
  return ledger as unknown as Ledger
}

function readStream(
  stream: LedgerStream,
  value: unknown,
  currencies: ReadonlyMap<unknown, string>,
  into: unknown[],
  wrong: string[],
): void {
  if (value === undefined) return
  if (!Array.isArray(value)) {
    wrong.push(`  ${stream}: found ${typeof value}. Write a list of records.`)
    return
  }
  value.forEach((entry: unknown, at) => {
    const place = `${stream}[${at}]`
    const record = AnyRecord.safeParse(entry)
    if (!record.success) {
      wrong.push(`  ${place}: found ${JSON.stringify(entry)}. Write a record with the keys of ${stream}.`)
      return
    }
    try {
      const parsed = LEDGER_SCHEMAS[stream].safeParse(
        toMinor(record.data, currencyOf(record.data, currencies)),
      )
      if (parsed.success) into.push(parsed.data)
      else
        for (const issue of parsed.error.issues)
          wrong.push(`  ${[place, ...issue.path].join('.')}: ${issue.message}`)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      wrong.push(`  ${place}: ${error.message}`)
    }
  })
}

function toDecimal(record: AnyRecord, currency: string | undefined): AnyRecord {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      const decimal = AMOUNTS[key]
      if (decimal && typeof value === 'number' && currency) return [decimal, decimalAmount(value, currency)]
      if (PARTS.includes(key) && Array.isArray(value))
        return [key, value.map((part) => toDecimal(AnyRecord.parse(part), currency))]
      return [key, value]
    }),
  )
}

function toMinor(record: AnyRecord, currency: string | undefined): AnyRecord {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      const minor = MINORS[key]
      if (minor && (typeof value === 'string' || typeof value === 'number')) {
        if (!currency || !isCurrency(currency))
          throw new LedgerFileError(
            `cannot read ${key} ${value} without a currency. Name the record's currency, or the document it belongs to.`,
          )
        return [minor, parseAmount(String(value), currency, { decimal: '.', group: '' })]
      }
      if (PARTS.includes(key) && Array.isArray(value))
        return [key, value.map((part) => (isRecord(part) ? toMinor(part, currency) : part))]
      return [key, value]
    }),
  )
}

function isRecord(value: unknown): value is AnyRecord {
  return AnyRecord.safeParse(value).success
}

function documentCurrencies(documents: readonly AnyRecord[]): Map<unknown, string> {
  return new Map(
    documents.flatMap(({ id, currency }) => (typeof currency === 'string' ? [[id, currency]] : [])),
  )
}

function currencyOf(record: AnyRecord, documents: ReadonlyMap<unknown, string>): string | undefined {
  if (typeof record.currency === 'string') return record.currency
  return 'documentId' in record ? documents.get(record.documentId) : undefined
}
