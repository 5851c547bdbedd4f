/** A whole number as people read it. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** A measurement as people read it: three digits that mean something. */
export function figure(value: number): string {
  if (value >= 100) return whole(value)
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
}

/** What was promised of a measurement, and whether it was kept. */
export function beside(
  value: number,
  target: { readonly most: number } | { readonly least: number },
): string {
  const [isMet, promised] =
    'most' in target
      ? [value <= target.most, `at most ${figure(target.most)}`]
      : [value >= target.least, `at least ${figure(target.least)}`]
  return `${figure(value)} (${promised}: ${isMet ? 'met' : 'NOT MET'})`
}
