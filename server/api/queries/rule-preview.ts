import { isActName } from '#engine/acts.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { Counted, LiveCount } from '#engine/live-count.ts'
import { conditionSentence } from '#engine/sentence.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { PreviewedRow, PreviewLetter, RulePreview } from '#server/books/preview-rule.ts'
import { sayWritten } from '#server/words/say-written.ts'
import type { CountManyView, LiveCountView, PreviewView } from '../views/rule-preview.ts'
import { viewAmounts } from './actions.ts'
import { readLeaves } from './stored-reasons.ts'

const viewCounted = ({ count, open }: Counted) => ({ count, open: viewAmounts(open) })

/** A live count with amounts as decimal text. */
export function viewLiveCount(counts: LiveCount): LiveCountView {
  const { asOf, subject, evaluated, admitted, matched, notMatched, unknown, delta } = counts
  return {
    asOf,
    subject,
    evaluated,
    admitted,
    admittedOpen: viewAmounts(counts.admittedOpen),
    matched: viewCounted(matched),
    notMatched,
    unknown,
    branches: counts.branches.map((branch) => ({
      id: branch.id,
      label: branch.label,
      asked: branch.asked,
      taken: viewCounted(branch.taken),
      unknown: branch.unknown,
      conditions: branch.conditions.map(({ yes, ...rest }) => ({ ...rest, yes: viewCounted(yes) })),
    })),
    otherwise: counts.otherwise.map((each) => ({ id: each.id, ...viewCounted(each) })),
    steps: counts.steps.map((each) => ({ id: each.id, ...viewCounted(each) })),
    delta:
      delta === null
        ? null
        : {
            entering: viewCounted(delta.entering),
            leaving: viewCounted(delta.leaving),
            staying: viewCounted(delta.staying),
          },
  }
}

/** The whole of a count in a line: what a card of the gallery shows. */
export function viewTotalCount({
  subject,
  evaluated,
  matched,
  unknown,
}: LiveCount): CountManyView['counts'][number] {
  return { subject, evaluated, matched: viewCounted(matched), unknown }
}

/** A page of a preview, with reasons in words and the letters as they would be written. */
export function viewPreview(preview: RulePreview, catalogue: FactCatalogue, words: EngineWords): PreviewView {
  const { totals } = preview
  return {
    sentence: preview.sentence,
    counts: viewLiveCount(preview.counts),
    totals: {
      acted: viewCounted(totals.acted),
      waiting: viewCounted(totals.waiting),
      'held-back': viewCounted(totals['held-back']),
      done: viewCounted(totals.done),
      unknown: viewCounted(totals.unknown),
      'not-matched': viewCounted(totals['not-matched']),
    },
    heldBack: preview.heldBack.map(({ reason, ...counted }) => ({ reason, ...viewCounted(counted) })),
    found: preview.found,
    foundOpen: viewAmounts(preview.foundOpen),
    samples: preview.samples.map(({ kind, subject, condition, reason }) => ({
      kind,
      subject: { ...subject },
      condition: condition && conditionSentence(condition, catalogue, preview.counts.subject, words),
      reason,
    })),
    rows: preview.rows.map((row) => viewPreviewRow(row, catalogue, words)),
    next: preview.next,
    disagreements: [...preview.disagreements],
  }
}

/** A row of a preview, with its reasons in words and its letters as they would be written. */
export function viewPreviewRow(
  row: PreviewedRow,
  catalogue: FactCatalogue,
  words: EngineWords,
): PreviewView['rows'][number] {
  return {
    subject: { ...row.subject },
    customer: { ...row.customer },
    outcome: row.outcome,
    branches: [...row.branches],
    actions: row.actions.map(({ step, action, status, heldBack }) => ({
      step,
      title: isActName(action) ? words.acts[action] : action,
      status: status?.is ?? null,
      day: status?.day === null || status === undefined ? null : calendarDate(status.day),
      heldBack: heldBack ? sayWritten(heldBack.sentence, words) : null,
    })),
    because: readLeaves(row.because, {
      catalogue,
      subject: row.subject.type === 'invoice' ? 'invoice' : 'customer',
      words,
    }),
    reason: row.reason,
    open: viewAmounts(row.open),
    letters: row.letters.map(viewLetter),
    heldBack: row.heldBack,
    given: { ...row.given },
  }
}

function viewLetter(letter: PreviewLetter): PreviewView['rows'][number]['letters'][number] {
  if ('problem' in letter) return { problem: letter.problem }
  const { to, subject, text, html } = letter.mail
  return { to: { ...to }, subject, text, html }
}
