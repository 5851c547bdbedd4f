import { ACTS, type ActKind } from '#engine/acts.ts'
import { canonicalJson } from '#engine/canonical-logic.ts'
import type { RuleReach } from '#engine/impact.ts'
import { actsOf, type RuleDocument } from '#engine/rule.ts'
import type { Company } from '#server/run/company.ts'
import { logicHash } from '#server/run/publish-version.ts'

/** More recipients than this are mass mail. */
export const MASS_MAIL = 25

/**
 * Why a second person has to look before a rule goes live, in sentences; none where one person is enough: in monitor mode nothing
 * is sent, and what decides as the version that runs does is no new decision. A company of one person works in solo mode
 * (`settings.soloMode`), where its author may publish everything; the audit says so each time.
 */
export function reasonsForApproval({
  document,
  live,
  reach,
  target,
  company,
}: {
  document: RuleDocument
  /** The version that acts now; null when none does. */
  live: RuleDocument | null
  reach: RuleReach
  target: 'monitor' | 'live'
  company: Pick<Company, 'settings'>
}): string[] {
  if (target === 'monitor' || isSolo(company)) return []
  if (live && logicHash(live) === logicHash(document)) return []
  const reasons: string[] = []
  const kinds = new Set(actsOf(document.steps).map(({ action }) => ACTS[action].kind))
  if (kinds.has('credit-hold')) reasons.push('It places credit holds.')
  const recipients = new Set(
    reach.subjects
      .filter(({ acts }) => acts.some(({ act }) => LETTERS.includes(ACTS[act.action].kind)))
      .map(({ customerId }) => customerId),
  )
  if (recipients.size > MASS_MAIL)
    reasons.push(`It writes to ${recipients.size} customers, which is more than ${MASS_MAIL}.`)
  if (limitsOf(document) !== (live ? limitsOf(live) : NO_LIMITS))
    reasons.push('It changes how much may be done at once.')
  return reasons
}

/** True for a company in which one person does everything. */
export function isSolo({ settings }: Pick<Company, 'settings'>): boolean {
  return settings.soloMode === true
}

function limitsOf({ policy: { caps, contactLimit } }: RuleDocument): string {
  return canonicalJson({ caps: caps ?? {}, contactLimit: contactLimit ?? null })
}

const LETTERS: readonly ActKind[] = ['chase-message', 'statement', 'receipt']

const NO_LIMITS = canonicalJson({ caps: {}, contactLimit: null })
