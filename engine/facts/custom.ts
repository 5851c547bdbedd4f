import { customText } from '../fact-catalogue-custom.ts'
import type { FactType } from '../fact-spec.ts'
import { customerAt, documentAt } from './attributes.ts'
import { type FactComputation, type FactContext, valuesByRow } from './fact-computation.ts'

/** How a field of the company's own making is computed, of the type that was discovered for it. */
export function customComputation(field: string, type: FactType): FactComputation {
  if (type === 'list')
    return {
      kind: 'list',
      listAt: (context) => (row) => {
        const value = customValue(context, row, field)
        return Array.isArray(value) ? value : null
      },
    }
  if (type === 'text')
    return {
      kind: 'text',
      textAt: (context) => (row) => {
        const value = customValue(context, row, field)
        return value === undefined ? null : customText(value)
      },
    }
  return {
    kind: 'number',
    values: (context) =>
      valuesByRow(context, (row) => {
        const value = customValue(context, row, field)
        return value === undefined ? Number.NaN : Number(value)
      }),
  }
}

/** An invoice's own field goes before its customer's of the same name. */
function customValue(context: FactContext, row: number, field: string) {
  const own = context.subject === 'invoice' ? documentAt(context, row).custom : undefined
  if (own && Object.hasOwn(own, field)) return own[field]
  const ofCustomer = customerAt(context, row).custom
  return ofCustomer && Object.hasOwn(ofCustomer, field) ? ofCustomer[field] : undefined
}
