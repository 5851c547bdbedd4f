/** Days past due, grouped. `current` is everything not yet overdue, the due date itself included. */
export const AGING_BUCKETS = ['current', '1-30', '31-60', '61-90', 'over-90'] as const
export type AgingBucket = (typeof AGING_BUCKETS)[number]

/** The position in `AGING_BUCKETS` of something so many days past due (negative before it is due). */
export function agingBucketIndex(daysPastDue: number): number {
  // The due date still belongs to the customer: terms say "by", not "before".
  if (daysPastDue <= 0) return 0
  if (daysPastDue <= 30) return 1
  if (daysPastDue <= 60) return 2
  return daysPastDue <= 90 ? 3 : 4
}

/** The aging bucket of something so many days past due (negative before it is due). */
export function agingBucket(daysPastDue: number): AgingBucket {
  return AGING_BUCKETS[agingBucketIndex(daysPastDue)]!
}
