import type { ReactNode } from 'react'
import type { ActionState, MatchRow, RuleState, RunRow } from '#server/client.ts'
import { words } from '../words/words.ts'

/** A shape and a colour; the word beside them is never left out. */
type Look = { readonly shape: Shape; readonly tone: Tone }
type Tone = 'grey' | 'blue' | 'green' | 'amber' | 'red'
type Shape = 'dot' | 'ring' | 'dashed' | 'square' | 'bars' | 'diamond' | 'triangle' | 'half'

const RULE_LOOKS: Record<RuleState, Look> = {
  draft: { shape: 'square', tone: 'grey' },
  monitor: { shape: 'half', tone: 'blue' },
  live: { shape: 'dot', tone: 'green' },
  paused: { shape: 'bars', tone: 'amber' },
  retired: { shape: 'ring', tone: 'grey' },
}

const ACTION_LOOKS: Record<ActionState, Look> = {
  planned: { shape: 'square', tone: 'blue' },
  'awaiting-approval': { shape: 'diamond', tone: 'amber' },
  queued: { shape: 'half', tone: 'blue' },
  sending: { shape: 'half', tone: 'blue' },
  sent: { shape: 'dot', tone: 'green' },
  failed: { shape: 'triangle', tone: 'red' },
  unknown: { shape: 'dashed', tone: 'red' },
  cancelled: { shape: 'ring', tone: 'grey' },
  expired: { shape: 'ring', tone: 'grey' },
  skipped: { shape: 'ring', tone: 'grey' },
}

const OUTCOME_LOOKS: Record<MatchRow['outcome'] | 'not-matched', Look> = {
  'not-matched': { shape: 'ring', tone: 'grey' },
  acted: { shape: 'dot', tone: 'green' },
  waiting: { shape: 'bars', tone: 'blue' },
  done: { shape: 'dot', tone: 'grey' },
  'held-back': { shape: 'ring', tone: 'amber' },
  unknown: { shape: 'dashed', tone: 'grey' },
}

const RUN_LOOKS: Record<RunRow['state'], Look> = {
  running: { shape: 'half', tone: 'blue' },
  stopped: { shape: 'bars', tone: 'amber' },
  completed: { shape: 'dot', tone: 'green' },
  failed: { shape: 'triangle', tone: 'red' },
}

/** The state of a rule by word, colour and shape. */
export function RuleStateMark({ state }: { state: RuleState }) {
  return <Mark look={RULE_LOOKS[state]} word={words.ruleList.table.states[state]} />
}

/** The state of an action by word, colour and shape. */
export function ActionStateMark({ state }: { state: ActionState }) {
  return <Mark look={ACTION_LOOKS[state]} word={words.outbox.states[state]} />
}

/** How a match ended, by word, colour and shape: held back is hollow, missing data dashed. */
export function OutcomeMark({
  outcome,
  word,
}: {
  outcome: MatchRow['outcome'] | 'not-matched'
  word: string
}) {
  return <Mark look={OUTCOME_LOOKS[outcome]} word={word} />
}

/** The state of a run by word, colour and shape. */
export function RunStateMark({ state }: { state: RunRow['state'] }) {
  return <Mark look={RUN_LOOKS[state]} word={words.runs.states[state]} />
}

const CUSTOMER_LOOKS = {
  'on-hold': { shape: 'bars', tone: 'red' },
  blocked: { shape: 'ring', tone: 'amber' },
  other: { shape: 'diamond', tone: 'grey' },
} as const satisfies Record<string, Look>

/** How a customer stands, by word, colour and shape. */
export function CustomerMark({ standing, word }: { standing: keyof typeof CUSTOMER_LOOKS; word: string }) {
  return <Mark look={CUSTOMER_LOOKS[standing]} word={word} />
}

/** Whether a condition held: yes, no, or dashed for missing data. */
export function TruthMark({ result }: { result: boolean | null }) {
  if (result === null)
    return <Mark look={{ shape: 'dashed', tone: 'grey' }} word={words.rule.because.unknown} />
  return result ? (
    <Mark look={{ shape: 'dot', tone: 'green' }} word={words.rule.because.true} />
  ) : (
    <Mark look={{ shape: 'ring', tone: 'red' }} word={words.rule.because.false} />
  )
}

function Mark({ look, word }: { look: Look; word: string }) {
  return (
    <span className="mark">
      <svg
        className={`mark-shape tone-${look.tone}`}
        viewBox="0 0 12 12"
        width="12"
        height="12"
        aria-hidden="true"
      >
        {SHAPES[look.shape]}
      </svg>
      {word}
    </span>
  )
}

const SHAPES: Record<Shape, ReactNode> = {
  dot: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  dashed: (
    <circle
      cx="6"
      cy="6"
      r="4.2"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeDasharray="2 1.8"
    />
  ),
  square: (
    <rect
      x="1.8"
      y="1.8"
      width="8.4"
      height="8.4"
      rx="1"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
    />
  ),
  bars: <path d="M3 1.5h2.2v9H3zM6.8 1.5H9v9H6.8z" fill="currentColor" />,
  diamond: <path d="M6 .5 11.5 6 6 11.5.5 6z" fill="currentColor" />,
  triangle: <path d="M6 1 11.5 11H.5z" fill="currentColor" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M6 1.8a4.2 4.2 0 0 1 0 8.4z" fill="currentColor" />
    </>
  ),
}
