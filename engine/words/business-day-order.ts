/** Business days of a month in the order in which they come: those counted from its start, then those counted from its end. */
export function fromStartToEnd(days: readonly number[]): number[] {
  const place = (nth: number) => (nth > 0 ? nth : 100 + nth)
  return days.toSorted((a, b) => place(a) - place(b))
}
