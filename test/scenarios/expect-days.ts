import { expect } from 'vitest'
import type { VirtualCompany } from './virtual-company.ts'

/**
 * Lets the days pass up to `until` and expects exactly these actions on exactly these days: anything done on a day that is not
 * listed fails, and so does anything listed that was not done. Called again, it goes on from there.
 */
export async function expectDays(
  company: VirtualCompany,
  days: Readonly<Record<string, readonly string[]>>,
  { until }: { until: string },
): Promise<void> {
  expect(await company.passUntil(until)).toEqual(days)
}
