import { columnId, type FactParams, type FactRef } from '../condition.ts'
import type { FactCatalogue } from '../fact-catalogue.ts'
import type { Subject } from '../fact-spec.ts'
import {
  type Column,
  createDictionary,
  type FactTable,
  listColumn,
  numberColumn,
  textColumn,
} from '../fact-table.ts'
import { FactRequestInvalidError } from './errors.ts'
import {
  type GivenFacts,
  type GivenRecord,
  type GivenValue,
  readGivenFacts,
  withoutDefaults,
} from './given-fact.ts'

/**
 * A fact table of records whose facts were written down instead of computed, as `dunlin eval` and the tests of a rule have
 * them. A fact left out is unknown; a currency missing from an amount that is there is 0. `"brokenPromises@days=90": 2`
 * answers for 90 days only, `"brokenPromises": 2` for whatever is asked.
 */
export function givenFactTable({
  records,
  catalogue,
  subject,
}: {
  records: readonly GivenRecord[]
  catalogue: FactCatalogue
  subject: Subject
}): FactTable {
  const given = records.map((record) => readGivenFacts(record, { catalogue, subject }))
  const dictionary = createDictionary()
  const columns = new Map<string, Column>()
  const compute = (ref: FactRef): Column => {
    const spec = catalogue.spec(ref.fact)
    if (!spec) throw new FactRequestInvalidError(`There is no fact "${ref.fact}". "dunlin facts" lists all.`)
    const valueAt = (row: number) => givenValue(given[row]!, ref.fact, ref.params ?? {})
    if (spec.type === 'list')
      return listColumn(dictionary, records.length, (row) => {
        const value = valueAt(row)
        return Array.isArray(value) ? value : null
      })
    if (spec.type === 'text' || spec.type === 'enum')
      return textColumn(dictionary, records.length, (row) => {
        const value = valueAt(row)
        return typeof value === 'string' ? value : null
      })
    return numberColumn(records.length, (row) => {
      const value = valueAt(row)
      return typeof value === 'number' ? value : null
    })
  }
  return {
    subject,
    rows: records.length,
    dictionary,
    idOf: (row) => records[row]!.id,
    nameOf: (row) => records[row]!.id,
    column(ref) {
      const id = columnId(ref)
      const known = columns.get(id)
      if (known) return known
      const column = compute(ref)
      columns.set(id, column)
      return column
    },
  }
}

/** The value given for exactly these params, else the one given for the bare name. */
function givenValue(facts: GivenFacts, fact: string, asked: FactParams): GivenValue {
  const params = withoutDefaults(asked)
  const { currency, ...others } = params
  const exact = [columnId({ fact, params }), columnId({ fact, params: others })].find((id) => facts.has(id))
  // Amounts in single currencies do not tell what they add up to in one: that needs rates, so it must be given as such.
  const id = exact ?? (params.converted === true ? undefined : fact)
  const value = id === undefined ? undefined : facts.get(id)
  if (value === undefined || value === null) return null
  return value instanceof Map ? (value.get(String(currency)) ?? 0) : (value as GivenValue)
}
