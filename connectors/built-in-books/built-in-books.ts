import type { BooksConnector, WriteCommand, WriteOutcome } from '#connectors/connector.ts'

/** A hold as the built-in books know it. */
export type BookHold = { readonly id: string; readonly placedBy: 'rule' | 'person' | 'system' }

/** A hold to be written down. */
export type PlacedHold = Omit<Extract<WriteCommand, { kind: 'place-credit-hold' }>, 'kind'> & {
  readonly id: string
  readonly placedOn: string
}

/** Where the built-in books keep their holds. The server lends its ledger; all calls of one write share a transaction. */
export type HoldStore = {
  /** The hold a customer is on now; null for none. */
  openHold(customerId: string): Promise<BookHold | null>
  /** The hold that was written under a key; null when there was none. */
  holdByKey(key: string): Promise<{ id: string; released: boolean } | null>
  place(hold: {
    id: string
    customerId: string
    placedOn: string
    ruleId: string
    reason: string
  }): Promise<void>
  release(id: string, on: string): Promise<void>
}

/**
 * The books of a company that has connected no accounting system: its own ledger holds the credit-hold flag, so that the
 * main job runs with nothing connected. Writes compare before they set: a hold a person has placed is never touched.
 */
export function builtInBooks(store: HoldStore): BooksConnector {
  return {
    name: 'built-in books',
    supports: { 'place-credit-hold': 'native', 'release-credit-hold': 'native' },
    async write(command, { key, on }): Promise<WriteOutcome> {
      const open = await store.openHold(command.customerId)
      if (command.kind === 'place-credit-hold') {
        const earlier = await store.holdByKey(key)
        if (earlier) return { result: 'applied', reference: earlier.id }
        if (open)
          return {
            result: 'conflict',
            found: `the customer is on hold already, placed by a ${open.placedBy}`,
          }
        const { kind: _, ...hold } = command
        await store.place({ ...hold, id: key, placedOn: on })
        return { result: 'applied', reference: key }
      }
      if (!open) return { result: 'conflict', found: 'the customer is not on hold' }
      if (open.placedBy !== 'rule')
        return { result: 'conflict', found: `the hold was placed by a ${open.placedBy}` }
      await store.release(open.id, on)
      return { result: 'applied', reference: open.id }
    },
  }
}
