import { ReceivablesError, type RuleProblem } from '#engine/errors.ts'
import type { RuleTestResult } from '#engine/evaluate-given.ts'

/** Somebody else has saved in between; carries what they made of it, so that nobody loses work unseen. */
export class DraftConflictError extends ReceivablesError {
  override name = 'DraftConflictError' as const
  readonly ruleId: string
  readonly theirs: {
    readonly revision: number
    readonly document: unknown
    readonly by: string | null
    readonly at: Date | null
  }
  constructor(ruleId: string, found: { base: number; theirs: DraftConflictError['theirs'] }) {
    super(
      `Cannot save the rule "${ruleId}": your changes begin from revision ${found.base}, and ${found.theirs.by ?? 'somebody'} has since saved revision ${found.theirs.revision}. Look at theirs, and save yours again from that revision.`,
    )
    this.ruleId = ruleId
    this.theirs = found.theirs
  }
}

/** A document with no steps was to be saved over one that has some. */
export class DraftEmptyError extends ReceivablesError {
  override name = 'DraftEmptyError' as const
  constructor(ruleId: string) {
    super(
      `Refused to save the rule "${ruleId}" without any step: it has steps now. Say that it is to be emptied if that is meant.`,
    )
  }
}

/** A rule that contradicts itself or fails its own tests. It can be saved, but not published. */
export class RuleNotPublishableError extends ReceivablesError {
  override name = 'RuleNotPublishableError' as const
  readonly problems: readonly RuleProblem[]
  readonly failingTests: readonly RuleTestResult[]
  constructor(
    ruleId: string,
    { problems, failingTests }: { problems: readonly RuleProblem[]; failingTests: readonly RuleTestResult[] },
  ) {
    super(
      `Cannot publish "${ruleId}":\n${[
        ...problems.map(({ path, expected }) => `  ${path}: ${expected}`),
        ...failingTests.map(
          ({ name, problem, expected, reached }) =>
            `  its test "${name}" fails: ${problem ?? `expected ${expected.join(', ') || 'no act'}, reached ${reached.join(', ') || 'none'}`}. Correct the rule or the test.`,
        ),
      ].join('\n')}`,
    )
    this.problems = problems
    this.failingTests = failingTests
  }
}

/** A rule that one person alone may not publish. */
export class ApprovalNeededError extends ReceivablesError {
  override name = 'ApprovalNeededError' as const
  readonly reasons: readonly string[]
  constructor(ruleId: string, reasons: readonly string[]) {
    super(
      `The rule "${ruleId}" needs a second person: ${reasons.join(' ')} Ask for its publication; somebody who did not write it can approve it.`,
    )
    this.reasons = reasons
  }
}

/** Somebody wants to approve what they wrote or asked for themselves, or what only a person may. */
export class OwnWorkError extends ReceivablesError {
  override name = 'OwnWorkError' as const
  constructor(ruleId: string, { by, isPerson }: { by: string; isPerson: boolean }) {
    super(
      isPerson
        ? `${by} wrote or asked for this version of "${ruleId}" and cannot approve it. Somebody else has to look at it.`
        : `${by} is no person and cannot approve "${ruleId}": its owner may be who wrote it. Somebody has to sign in and look at it.`,
    )
  }
}

/** A rule with credit holds still in force is to stop, and nobody has said what becomes of them. */
export class OpenHoldsError extends ReceivablesError {
  override name = 'OpenHoldsError' as const
  readonly holds: readonly OpenHold[]
  constructor(ruleId: string, holds: readonly OpenHold[]) {
    super(
      `The rule "${ruleId}" has ${holds.length} credit hold${holds.length === 1 ? '' : 's'} in force (${holds
        .slice(0, 5)
        .map(({ customerId }) => customerId)
        .join(', ')}${holds.length > 5 ? ', ...' : ''}). Say whether they are kept or released.`,
    )
    this.holds = holds
  }
}

export type OpenHold = {
  readonly id: string
  readonly customerId: string
  readonly placedOn: string
  readonly reason: string | null
}
