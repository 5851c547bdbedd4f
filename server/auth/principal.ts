/** What a person may be in a company, from reading to running the place. */
export const ROLES = ['viewer', 'collector', 'author', 'approver', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Who asks for something, and how far their reach goes. Every use case is told; none looks it up by itself. */
export type Principal = {
  readonly kind: 'user' | 'key' | 'command-line' | 'schedule'
  readonly id: string
  /** As the audit names them. */
  readonly name: string
  readonly companyId: string
  readonly role: Role
  /** The entities whose books they see; null for all. */
  readonly entities: readonly string[] | null
  /** True for a collector who sees only the customers assigned to them. */
  readonly ownCustomersOnly: boolean
  /** The acts an API key is limited to, beside those of its role; null when nothing but the role limits. */
  readonly scopes: readonly string[] | null
}

/** What the middleware leaves for the handlers: `c.get('principal')`. */
export type PrincipalVariables = { Variables: { principal: Principal } }
