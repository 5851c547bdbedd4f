import { ReceivablesError } from '#engine/errors.ts'
import type { LedgerStream } from '#engine/ledger.ts'

/** A list of everything open lacks so much of what is open that it may be the wrong or a cut-off file. */
export class ClosingNeedsConfirmationError extends ReceivablesError {
  override name = 'ClosingNeedsConfirmationError' as const
  readonly closing: number
  readonly open: number
  constructor({
    fileName,
    closing,
    open,
    unreadRows,
  }: {
    fileName: string
    closing: number
    open: number
    unreadRows: number
  }) {
    super(
      `Importing ${fileName} as a list of everything open would close ${closing} of ${open} open documents of this source (${Math.round((100 * closing) / open)} %), because the file does not name them. ` +
        (unreadRows === 0
          ? ''
          : `${unreadRows} of its rows could not be read and may name some of them: correct those first. `) +
        'If they are settled, confirm the closing. If the file holds only changes, say so when importing it. Nothing was imported.',
    )
    this.closing = closing
    this.open = open
  }
}

/** The import named does not exist, or was undone before. */
export class ImportNotUndoableError extends ReceivablesError {
  override name = 'ImportNotUndoableError' as const
  constructor({ importId, found }: { importId: string; found: 'unknown' | 'undone' }) {
    super(
      found === 'unknown'
        ? `There is no import "${importId}" in this company. Use the id of an import from its list of imports.`
        : `The import "${importId}" was undone before. It can be imported again from its file.`,
    )
  }
}

/** A record that stands in the way of undoing an import. */
export type UndoConflict = {
  readonly stream: LedgerStream
  readonly recordId: string
  /** The later import that changed it; null when a person or a rule did. */
  readonly importId: string | null
  readonly why: 'changed since' | 'needed by later records'
}

/** Later changes build on what an import wrote. Undoing it would take them away unseen. */
export class ImportBuiltUponError extends ReceivablesError {
  override name = 'ImportBuiltUponError' as const
  readonly conflicts: readonly UndoConflict[]
  constructor({
    importId,
    fileName,
    conflicts,
    matched = [],
  }: {
    importId: string
    fileName: string
    conflicts: readonly UndoConflict[]
    /** Accounts with records of the import that a person has matched to another customer since. */
    matched?: readonly { readonly account: string; readonly customerId: string }[]
  }) {
    const shown = conflicts
      .slice(0, 10)
      .map(
        ({ stream, recordId, importId: later, why }) =>
          `  ${stream} ${recordId}: ${why}${later === null ? '' : ` (import ${later})`}`,
      )
    super(
      `Cannot undo the import "${importId}" of ${fileName}: ${conflicts.length} of its records were changed or used since. ${matched.length === 0 ? 'Undo the later imports first.' : `${matched.map(({ account, customerId }) => `The account ${account} was matched to the customer ${customerId} by hand`).join('; ')}. Split it first, then undo later imports if there are any.`}\n${shown.join('\n')}${conflicts.length > shown.length ? `\n  and ${conflicts.length - shown.length} more` : ''}`,
    )
    this.conflicts = conflicts
  }
}
