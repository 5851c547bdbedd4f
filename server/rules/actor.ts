/** Who does something to a rule. People are told apart by `id`; the audit names them by `name`. */
export type Actor = { readonly id: string; readonly name: string }
