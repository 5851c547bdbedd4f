import type { MoneyView } from '#server/client.ts'

/** Adds amounts up by currency, digit by digit: decimal text becomes no float on the way. Currencies in the order of the alphabet. */
export function sumByCurrency(amounts: readonly MoneyView[]): MoneyView[] {
  return [...Map.groupBy(amounts, ({ currency }) => currency).values()]
    .flatMap(sumOf)
    .sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

function sumOf(amounts: readonly MoneyView[]): MoneyView[] {
  const [first] = amounts
  if (first === undefined) return []
  const decimals = Math.max(...amounts.map(({ amount }) => amount.split('.')[1]?.length ?? 0))
  const sum = amounts.reduce((total, { amount }) => {
    const [whole = '0', rest = ''] = amount.split('.')
    return total + BigInt(whole + rest.padEnd(decimals, '0'))
  }, 0n)
  const digits = String(sum < 0n ? -sum : sum).padStart(decimals + 1, '0')
  const at = digits.length - decimals
  const text = decimals === 0 ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`
  return [{ ...first, amount: sum < 0n ? `-${text}` : text }]
}
