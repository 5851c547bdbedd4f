import type { Hold } from '#engine/ledger.ts'

/** What a rule may write into an outside system. A closed list: each connector says which of them it can carry out. */
export type WriteCommand =
  | {
      readonly kind: 'place-credit-hold'
      readonly customerId: string
      readonly ruleId: string
      readonly reason: string
      /** How the hold is to end. */
      readonly release: NonNullable<Hold['release']>
      readonly releaseBelowMinor?: NonNullable<Hold['releaseBelowMinor']>
    }
  | {
      readonly kind: 'release-credit-hold'
      readonly customerId: string
      readonly ruleId: string
      readonly reason: string
    }

/** How well a connector can carry out a command: by itself, by a way around, or not at all. */
export type Support = 'native' | 'emulated' | 'none'

/**
 * What came of a write. `conflict`: the other side no longer is what the command was decided on, so nothing was changed
 * and a person must look. `later`: nothing was written, and it may be tried again. The same key never has a second effect; it gives the outcome of the first.
 */
export type WriteOutcome =
  | { readonly result: 'applied'; readonly reference: string }
  | { readonly result: 'conflict'; readonly found: string }
  | { readonly result: 'unknown'; readonly found: string }
  | { readonly result: 'later'; readonly found: string }

/** What an accounting system says of a customer's hold now. `mark` changes with every change of it, by whomever. */
export type HoldNow = { readonly onHold: boolean; readonly mark: string }

/** What is open on a document now, in minor units of its own currency; null where the system does not know the document. */
export type OpenNow = { readonly documentId: string; readonly openMinor: number | null }

/** The part of a connector by which rules act. */
export type BooksConnector = {
  readonly name: string
  readonly supports: Readonly<Record<WriteCommand['kind'], Support>>
  /**
   * `key` is the action's own; `on` the day the effect counts from. With `expected` it writes only while the hold still bears
   * that mark, and answers `conflict` else.
   */
  write(command: WriteCommand, request: { key: string; on: string; expected?: string }): Promise<WriteOutcome>
  /** Reads the hold of a customer, before a write to compare and after it to see that it took effect. */
  readHold?(customerId: string): Promise<HoldNow>
  /** Reads documents as they are now, right before a letter about them leaves. Throws when the system cannot be reached. */
  readNow?(documentIds: readonly string[]): Promise<readonly OpenNow[]>
}
