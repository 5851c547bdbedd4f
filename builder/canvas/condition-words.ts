import { type Condition, type FactRef, isFactRef, isLeaf, type Leaf, type Operand } from '#engine/condition.ts'
import { readableCount } from '../format/count.ts'
import { messages } from '../messages.ts'

const text = messages.condition
const operators: Readonly<Record<string, string>> = text.operators

/** A fact as it reads within a sentence: `daysOverdue` is "days overdue", its currency and other params behind it. */
export function factWords({ fact, params = {} }: FactRef): string {
  const details = Object.entries(params).map(([key, value]) =>
    key === 'currency' ? String(value) : `${spaced(key)} ${value}`,
  )
  const name = spaced(fact.replace(/^custom\./, ''))
  return details.length === 0 ? name : `${name} (${details.join(', ')})`
}

/** One comparison, such as "days overdue is at least 30". */
export function leafWords(leaf: Leaf): string {
  const words = `${factWords(leaf)} ${operators[leaf.operator] ?? leaf.operator}`
  return asksKnown(leaf) ? words : `${words} ${operandWords(leaf.value, leaf.operator)}`
}

/** A whole condition in one line; a group within a group stands in parentheses. */
export function conditionWords(condition: Condition, within = false): string {
  if (isLeaf(condition)) return leafWords(condition)
  if ('not' in condition) return text.not(conditionWords(condition.not))
  const [parts, joint] = 'all' in condition ? [condition.all, text.and] : [condition.any, text.or]
  const words = parts.map((part) => conditionWords(part, true)).join(` ${joint} `)
  return within && parts.length > 1 ? `(${words})` : words
}

function operandWords(value: Operand, operator: string): string {
  if (isList(value)) {
    const [first, second] = value
    if (operator === 'between' && first !== undefined && second !== undefined)
      return `${operandWords(first, '')} ${text.and} ${operandWords(second, '')}`
    return value.map((each) => operandWords(each, '')).join(', ')
  }
  if (isFactRef(value)) return factWords(value)
  return typeof value === 'number' ? readableCount(value) : String(value)
}

function isList(value: Operand): value is Extract<Operand, readonly unknown[]> {
  return Array.isArray(value)
}

function asksKnown(leaf: Leaf): boolean {
  return leaf.operator === 'isKnown' || leaf.operator === 'isUnknown'
}

function spaced(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
}
