import type { Principal } from '#server/auth/principal.ts'

/** Who does something to a rule. People are told apart by `id`; the audit names them by `name`. */
export type Actor = {
  readonly id: string
  readonly name: string
  /** What kind of principal it is; a person where nothing is said. */
  readonly kind?: Principal['kind']
}
