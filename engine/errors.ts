/** Every error the engine raises on purpose. Its message says what was being done, what was found and what would be right. */
export class ReceivablesError extends Error {
  override name: string = 'ReceivablesError'
}

/** An amount written in a way that cannot be read without guessing. */
export class AmountInvalidError extends ReceivablesError {
  override name = 'AmountInvalidError' as const
}

/** A currency code that is not an active ISO 4217 code. */
export class CurrencyUnknownError extends ReceivablesError {
  override name = 'CurrencyUnknownError' as const
  constructor(code: string) {
    super(`Unknown currency "${code}". Use an active ISO 4217 code such as USD, EUR or JPY.`)
  }
}

/** A day that does not exist or is written in a form nobody announced. */
export class CalendarDateInvalidError extends ReceivablesError {
  override name = 'CalendarDateInvalidError' as const
}

/** One thing wrong in a rule document: where it stands, what was found there, what would be right. */
export type RuleProblem = {
  /** JSON path from the document's root, such as `steps[0].branches[0].when.all[1].operator`. */
  readonly path: string
  /** The value found, as JSON text; empty when something is missing. */
  readonly found: string
  /** What would be right, a whole sentence. */
  readonly expected: string
}

/** A rule document that is refused, with every problem found and not only the first. */
export class RuleInvalidError extends ReceivablesError {
  override name = 'RuleInvalidError' as const
  readonly source: string
  readonly problems: readonly RuleProblem[]
  constructor(source: string, problems: readonly RuleProblem[]) {
    super(
      `${source} is not a valid rule:\n${problems
        .map(
          (p) => `  ${p.path || 'the document'}: ${p.found === '' ? '' : `found ${p.found}. `}${p.expected}`,
        )
        .join('\n')}`,
    )
    this.source = source
    this.problems = problems
  }
}

/** A rule that says more than a plain json-rules-engine rule can. */
export class RuleNotSayableError extends ReceivablesError {
  override name = 'RuleNotSayableError' as const
  readonly problems: readonly RuleProblem[]
  constructor(rule: string, problems: readonly RuleProblem[]) {
    super(
      `The rule "${rule}" cannot be exported as plain json-rules-engine rules:\n${problems
        .map((p) => `  ${p.path}: found ${p.found}. ${p.expected}`)
        .join('\n')}`,
    )
    this.problems = problems
  }
}
