/** Everybody the company sells to: two entities, one for dollars and one for euros. */
export const CUSTOMERS = Array.from({ length: 7 }, (_, at) => `c${String(at + 1).padStart(2, '0')}`)

let lastId = 0

/** The next id of a kind. */
export const next = (prefix: string) => `${prefix}-${++lastId}`

/** Ids count from one in every history, so that a seed tells the same whichever came before it. */
export function countFromOne(): void {
  lastId = 0
}
