/** The package brings no types of its own; these are the parts the benchmark uses. */
declare module 'json-logic-js' {
  export type JsonLogic =
    | string
    | number
    | boolean
    | readonly JsonLogic[]
    | { readonly [operator: string]: JsonLogic }
  const jsonLogic: { apply(logic: JsonLogic, data: unknown): unknown }
  export default jsonLogic
}
