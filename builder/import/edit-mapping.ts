import type { Mapping, RecordKind, SentFile } from './import-data.ts'

type CanBe = SentFile['canBe']

const OWN_FIELD = 'custom.'

/** What a column is read as; null for one that is left out. */
export function targetOf(mapping: Mapping, header: string): string | null {
  return Object.entries(mapping.columns).find(([, column]) => column === header)?.[0] ?? null
}

/** The mapping with one column read as something else. What another column was read as goes over to this one. */
export function withColumn(mapping: Mapping, header: string, target: string | null): Mapping {
  const columns = Object.fromEntries(
    Object.entries(mapping.columns).filter(([name, column]) => column !== header && name !== target),
  )
  return { ...mapping, columns: target === null ? columns : { ...columns, [target]: header } }
}

/** The mapping with one value for every row, or without it. */
export function withConstant(mapping: Mapping, target: string, value: string | null): Mapping {
  const { [target]: _, ...others } = mapping.constants ?? {}
  const constants = value === null ? others : { ...others, [target]: value }
  const { constants: __, ...rest } = mapping
  return Object.keys(constants).length === 0 ? rest : { ...rest, constants }
}

/** The mapping for rows of another kind; it keeps what these have as well. */
export function withRecords(mapping: Mapping, records: RecordKind, canBe: CanBe): Mapping {
  const isKnown = (target: string) =>
    canBe[records].targets.some(({ name }) => name === target) || target.startsWith(OWN_FIELD)
  const kept = (of: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(of).filter(([target]) => isKnown(target)))
  const { constants, ...rest } = mapping
  return {
    ...rest,
    records,
    columns: kept(mapping.columns),
    ...(constants && { constants: kept(constants) }),
  }
}

/** The groups of targets of which a file needs one and this one has none. */
export function missingTargets({ records, columns, constants }: Mapping, canBe: CanBe): string[][] {
  const has = (target: string) => Object.hasOwn(columns, target) || Object.hasOwn(constants ?? {}, target)
  return canBe[records].needed.filter((group) => !group.some(has))
}

/** The name of a field of the company's own for a column that is nothing else: `Cost centre` becomes `custom.costCentre`. */
export function ownField(header: string): string | null {
  const [first = '', ...rest] = header
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9 _-]/g, '')
    .split(/[ _-]+/)
    .filter(Boolean)
  const name = [first.toLowerCase(), ...rest.map((word) => word[0]?.toUpperCase() + word.slice(1))].join('')
  return /^[A-Za-z]/.test(name) ? `${OWN_FIELD}${name.slice(0, 62)}` : null
}
