import { wallClockAt } from '#engine/wall-clock.ts'
import { escapeHtml, oneLine } from '#server/mail/foreign-text.ts'
import type { ReportContent } from './report-content.ts'
import { type ReportWords, reportWords } from './report-words.ts'

type Section = { readonly title: string; readonly lines: readonly string[] }

/** Lines of one section beyond this are counted; who wants them opens the page. */
const MOST_LINES = 20

/** A morning report as mail: what somebody has to look at first, then what happened, then what comes. */
export function reportLetter(
  report: ReportContent,
  { company, timeZone, language }: { company: string; timeZone: string; language: string },
): { readonly subject: string; readonly text: string; readonly html: string } {
  const words = reportWords(language)
  const { alerts, stoppedRuns, failures, didNotRun, missedEvents } = report
  const toLookAt =
    alerts.length + stoppedRuns.length + failures.length + didNotRun.length + missedEvents.length
  const subject = oneLine(words.subject(company, words.day(report.day), toLookAt))
  const first = [
    ...(report.mode === 'test' ? [words.testMode] : []),
    words.approvals(report.approvals.waiting, dayOrDash(report.approvals.oldest, words)),
  ]
  const sections = sectionsOf(report, words, timeZone).filter(({ lines }) => lines.length > 0)
  return {
    subject,
    text: textOf({ subject, first, sections, last: words.whole }),
    html: htmlOf({ subject, first, sections, last: words.whole, language: words.language }),
  }
}

function sectionsOf(report: ReportContent, words: ReportWords, timeZone: string): Section[] {
  const act = (kind: string) => (words.acts as Readonly<Record<string, string>>)[kind] ?? kind
  const reason = (word: string) => (words.reasons as Readonly<Record<string, string>>)[word] ?? word
  const counted = (what: string, count: number) => `${what}: ${count}`
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join(', ')
  const { tomorrow } = report
  const ran = report.ran.map(({ rules, asOf, state, problem }) => {
    const line = words.run(names(rules), words.day(asOf), words.runStates[state] ?? state)
    return problem === null ? line : `${line}. ${problem}`
  })
  return [
    { title: words.alerts, lines: report.alerts },
    {
      title: words.stoppedRuns,
      lines: report.stoppedRuns.map(({ asOf, sentences }) => `${words.day(asOf)}: ${sentences.join(' ')}`),
    },
    {
      title: words.didNotRun,
      lines: report.didNotRun.map(({ rule, dueAt, why }) =>
        words.due(rule.name, momentOf(dueAt, words, timeZone), why),
      ),
    },
    {
      title: words.missedEvents,
      lines: report.missedEvents.map(({ rule, event, count }) =>
        words.missed({ event, count, rule: rule.name }),
      ),
    },
    {
      title: words.failures,
      lines: report.failures.map(
        ({ kind, customer, why }) => `${act(kind)}, ${customer.name}${why === null ? '' : `: ${why}`}`,
      ),
    },
    { title: words.ran, lines: ran.length > 0 ? ran : [words.nothingRan] },
    { title: words.acted, lines: report.acted.map(({ kind, count }) => counted(act(kind), count)) },
    { title: words.heldBack, lines: report.heldBack.map((each) => counted(reason(each.reason), each.count)) },
    {
      title: words.missingData,
      lines: report.missingData.map(({ rule, subjects, examples }) =>
        words.missing(rule.name, subjects, names(examples)),
      ),
    },
    { title: words.holdsPlaced, lines: report.holdsPlaced.map(({ name }) => name) },
    { title: words.holdsReleased, lines: report.holdsReleased.map(({ name }) => name) },
    {
      title: words.tomorrow(words.day(tomorrow.day), tomorrow.customers),
      lines: [
        ...tomorrow.acts.map(({ kind, count }) => counted(act(kind), count)),
        ...tomorrow.heldBack.map((each) => counted(`${words.heldBack}, ${reason(each.reason)}`, each.count)),
      ],
    },
  ].map(({ title, lines }) => ({ title, lines: shortened(lines.map(oneLine), words) }))
}

function shortened(lines: readonly string[], words: ReportWords): readonly string[] {
  if (lines.length <= MOST_LINES) return lines
  return [...lines.slice(0, MOST_LINES), words.more(lines.length - MOST_LINES)]
}

function dayOrDash(day: string | null, words: ReportWords): string {
  return day === null ? '–' : words.day(day)
}

function momentOf(instant: string, words: ReportWords, timeZone: string): string {
  const { day, minutes } = wallClockAt(new Date(instant), timeZone)
  return `${words.day(day)} ${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

type Parts = {
  readonly subject: string
  readonly first: readonly string[]
  readonly sections: readonly Section[]
  readonly last: string
}

function textOf({ subject, first, sections, last }: Parts): string {
  const blocks = sections.map(({ title, lines }) => [title, ...lines.map((line) => `- ${line}`)].join('\n'))
  return [subject, first.join('\n'), ...blocks, last].join('\n\n')
}

function htmlOf({ subject, first, sections, last, language }: Parts & { language: string }): string {
  const paragraph = (line: string) => `<p>${escapeHtml(line)}</p>`
  const blocks = sections.map(
    ({ title, lines }) =>
      `<h2 style="font-size:16px">${escapeHtml(title)}</h2><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`,
  )
  const body = [
    `<h1 style="font-size:18px">${escapeHtml(subject)}</h1>`,
    ...first.map(paragraph),
    ...blocks,
    paragraph(last),
  ].join('')
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"></head><body style="font-family:sans-serif">${body}</body></html>`
}
