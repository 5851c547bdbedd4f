import type { Role } from './session.ts'

/**
 * Which roles are offered a button. The server decides anew for each request; this only keeps a page from offering what it
 * would refuse. A test holds it to the server's table.
 */
export const OFFERED_TO = {
  'approve-actions': ['approver', 'admin'],
  'run-rules': ['author', 'approver', 'admin'],
  'edit-rules': ['author', 'admin'],
  'approve-rules': ['approver', 'admin'],
  'publish-rules': ['author', 'approver', 'admin'],
  'stop-sending': ['collector', 'author', 'approver', 'admin'],
  'resume-sending': ['approver', 'admin'],
  import: ['author', 'approver', 'admin'],
  'work-customers': ['collector', 'approver', 'admin'],
  'manage-settings': ['admin'],
  'manage-users': ['admin'],
} as const satisfies Record<string, readonly Role[]>

export type OfferedAct = keyof typeof OFFERED_TO

/** True when somebody in this role is offered an act. */
export function isOffered(role: Role | null, act: OfferedAct): boolean {
  const roles: readonly Role[] = OFFERED_TO[act]
  return role !== null && roles.includes(role)
}
