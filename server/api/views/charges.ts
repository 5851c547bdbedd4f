import { z } from 'zod'
import { MoneyView } from '../views.ts'

export const CHARGE_STATES = ['draft', 'posted', 'void'] as const

/** A finance charge a rule has drafted, and what a person made of it. */
export const ChargeView = z.strictObject({
  id: z.string(),
  customer: z.strictObject({ id: z.string(), name: z.string() }),
  document: z.string().nullable(),
  /** What it is charged for, such as `2026-11`. */
  period: z.string(),
  amount: MoneyView,
  state: z.enum(CHARGE_STATES),
  action: z.string(),
  createdAt: z.iso.datetime(),
  settledAt: z.iso.datetime().nullable(),
  settledBy: z.string().nullable(),
})
export type ChargeView = z.infer<typeof ChargeView>
export const ChargesView = z.strictObject({ charges: z.array(ChargeView), next: z.string().nullable() })
export type ChargesView = z.infer<typeof ChargesView>
