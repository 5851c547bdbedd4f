import type { RECIPIENT_ROLES } from './acts.ts'
import type { Contact } from './ledger.ts'

/** Who stands in when the role wanted has no contact with an address. */
const FALL_BACK: Record<(typeof RECIPIENT_ROLES)[number], readonly Contact['role'][]> = {
  billing: ['billing', 'other'],
  escalation: ['escalation', 'executive', 'billing', 'other'],
  executive: ['executive', 'escalation', 'billing', 'other'],
  'account-owner': ['account-owner', 'billing', 'other'],
}

/** The contact a message to a role goes to; null when nobody with an address is found along the fall-back chain. */
export function recipientFor(
  contacts: readonly Contact[],
  role: (typeof RECIPIENT_ROLES)[number],
): Contact | null {
  for (const wanted of FALL_BACK[role]) {
    const found = contacts.find((contact) => contact.role === wanted && contact.email !== undefined)
    if (found) return found
  }
  return null
}
