import type { AccountCandidate } from '#server/database/company-tables.ts'
import { type AccountMarks, isNearName, nearKeys, plainName } from './account-likeness.ts'

/** A customer we have, by all that is known to know it by. */
export type KnownCustomer = AccountMarks & { readonly id: string; readonly taxIds: ReadonlySet<string> }

export type Likeness = {
  /** The one it is without doubt. */
  readonly certain: string | null
  /** Those it may be, the likeliest first. */
  readonly candidates: readonly AccountCandidate[]
  /** Its id is that of a customer it is not, or may not be. */
  readonly isTaken: boolean
}

/** How many are offered to whoever decides. */
const MOST_CANDIDATES = 5

/** Makes of the customers of other sources something that can be asked whom an account may be. */
export function likenessAmong(customers: readonly KnownCustomer[]): {
  of(id: string, marks: AccountMarks): Likeness
} {
  const byId = new Map(customers.map((each) => [each.id, each]))
  const byTaxId = grouped(customers, ({ taxIds }) => [...taxIds])
  const byDomain = grouped(customers, ({ domain }) => (domain === null ? [] : [domain]))
  const plain = new Map(customers.map(({ id, name }) => [id, name === null ? '' : plainName(name)]))
  const byName = grouped(customers, ({ id }) => [plain.get(id) ?? ''])
  const byNear = grouped(customers, ({ id }) => nearKeys(plain.get(id) ?? ''))
  return {
    of(id, marks) {
      const sameTax = marks.taxId === null ? [] : (byTaxId.get(marks.taxId) ?? [])
      const sameId = byId.get(id)
      const [only] = sameTax
      if (only !== undefined && sameTax.length === 1)
        return { certain: only.id, candidates: [], isTaken: sameId !== undefined }
      const name = marks.name === null ? null : plainName(marks.name)
      if (sameId !== undefined && sameTax.length === 0 && isSame(sameId, marks, name))
        return { certain: id, candidates: [], isTaken: false }
      const found = new Map<string, string>()
      const add = (each: KnownCustomer, why: string) => {
        if (!found.has(each.id)) found.set(each.id, why)
      }
      for (const each of sameTax) add(each, `The same tax id, ${marks.taxId}, which several customers have.`)
      if (sameId !== undefined) add(sameId, 'The same number, and another name or tax id.')
      if (name !== null && name !== '') for (const each of byName.get(name) ?? []) add(each, 'The same name.')
      for (const each of marks.domain === null ? [] : (byDomain.get(marks.domain) ?? []))
        add(each, `The same e-mail domain, ${marks.domain}.`)
      if (name !== null)
        for (const key of nearKeys(name))
          for (const each of byNear.get(key) ?? [])
            if (isNearName(name, plain.get(each.id) ?? '')) add(each, 'Nearly the same name.')
      const candidates = [...found].map(([customerId, why]) => ({ customerId, why }))
      return {
        certain: null,
        candidates: candidates.slice(0, MOST_CANDIDATES),
        isTaken: sameId !== undefined,
      }
    },
  }

  /** The same number in two systems is the same customer only if nothing speaks against it. */
  function isSame(known: KnownCustomer, { taxId }: AccountMarks, name: string | null): boolean {
    if (taxId !== null && known.taxIds.size > 0 && !known.taxIds.has(taxId)) return false
    const other = plain.get(known.id) ?? ''
    return name === null || other === '' || name === other || isNearName(name, other)
  }
}

function grouped<T>(
  of: readonly T[],
  keysOf: (each: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const each of of)
    for (const key of new Set(keysOf(each))) {
      const own = groups.get(key)
      if (own) own.push(each)
      else groups.set(key, [each])
    }
  return groups
}
