import type { Principal, Role } from './principal.ts'

const EVERYBODY = ['viewer', 'collector', 'author', 'approver', 'admin'] as const

/**
 * Who may do what: the one table. It knows roles only. That the author of a rule does not approve it, or that a collector sees
 * their own customers, depends on the thing itself and is asked where the thing is changed or read.
 */
export const PERMISSIONS = {
  /** Their own name, password, second factor and sessions. */
  'own-account': EVERYBODY,
  read: EVERYBODY,
  /** Promises, disputes, pauses, tasks, contacts; what a collector does for a customer. */
  'work-customers': ['collector', 'approver', 'admin'],
  'edit-rules': ['author', 'admin'],
  /** Publishing, pausing and retiring. What needs a second person, needs one with `approve-rules` besides. */
  'publish-rules': ['author', 'approver', 'admin'],
  'approve-rules': ['approver', 'admin'],
  'approve-actions': ['approver', 'admin'],
  import: ['author', 'approver', 'admin'],
  'run-rules': ['author', 'approver', 'admin'],
  /** Stopping is safe, so whoever works here may; starting again is not. */
  'stop-sending': ['collector', 'author', 'approver', 'admin'],
  'resume-sending': ['approver', 'admin'],
  'read-audit': ['author', 'approver', 'admin'],
  'manage-settings': ['admin'],
  'manage-users': ['admin'],
} as const satisfies Record<string, readonly Role[]>

export type Act = keyof typeof PERMISSIONS

/** Every act, in the order of the table. */
export const ACTS = Object.keys(PERMISSIONS).filter(isAct)

/** True when the text names an act. */
export function isAct(text: string): text is Act {
  return Object.hasOwn(PERMISSIONS, text)
}

/**
 * What no API key may do, whatever its role: these need a person who can be named and asked. A key that leaked cannot make
 * further keys or users either.
 */
const PERSONS_ONLY: readonly Act[] = [
  'own-account',
  'approve-rules',
  'approve-actions',
  'resume-sending',
  'manage-users',
]

/** The acts an API key can be given. */
export const KEY_ACTS = ACTS.filter((act) => !PERSONS_ONLY.includes(act))

/** Whether the role, and for an API key its scopes, allow an act. */
export function may(principal: Principal, act: Act): boolean {
  const roles: readonly Role[] = PERMISSIONS[act]
  if (!roles.includes(principal.role)) return false
  if (principal.kind === 'key' && PERSONS_ONLY.includes(act)) return false
  return principal.scopes === null || principal.scopes.includes(act)
}

/** The roles that may do an act, as a refusal says them. */
export function rolesFor(act: Act): string {
  return PERMISSIONS[act].join(', ')
}
