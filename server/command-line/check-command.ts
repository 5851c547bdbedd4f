import { z } from 'zod'
import { type BusinessCalendar, MONDAY_TO_FRIDAY } from '#engine/calendar-date.ts'
import { checkRule } from '#engine/check-rule.ts'
import { nextTimes } from '#engine/due-times.ts'
import { RuleInvalidError, type RuleProblem } from '#engine/errors.ts'
import { customFieldsOfGiven, type RuleTestResult, runRuleTests } from '#engine/evaluate-given.ts'
import { catalogueOf, type FactCatalogue } from '#engine/fact-catalogue.ts'
import { CUSTOM_PREFIX } from '#engine/fact-catalogue-custom.ts'
import { ruleSentence } from '#engine/sentence.ts'
import { wallClockAt } from '#engine/wall-clock.ts'
import { companyCalendar } from '#server/guards/company-calendar.ts'
import { companyById } from '#server/run/company.ts'
import { loadBooks } from '#server/run/plan-company.ts'
import { type CommandContext, DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'
import { readBooks } from './ledger-files.ts'
import { namedFile, readText } from './named-file.ts'
import { type Paint, paintFor } from './paint.ts'
import { progressFor } from './progress.ts'
import { rulesOfText } from './rule-files.ts'
import { oneLine, wrap } from './terminal-table.ts'

const OPTIONS = {
  ledger: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: 'Books whose own fields (custom.<field>) the rules may ask for.',
  },
  mapping: { type: 'string', multiple: true, value: 'FILE', help: 'How the columns of the ledger are read.' },
  company: { type: 'string', value: 'ID', help: 'The same from the database.' },
  ...DATA_OPTION,
  ...JSON_OPTION,
} as const
type Context = CommandContext<typeof OPTIONS>

/** What became of one file. */
type Checked = {
  readonly file: string
  readonly rule: string | null
  readonly ok: boolean
  readonly problems: readonly RuleProblem[]
  /** What the author should weigh; it keeps nothing from being published. */
  readonly warnings: readonly RuleProblem[]
  readonly tests: readonly RuleTestResult[]
  readonly sentence: string | null
  /** The next times it comes due, by the clock of `timeZone`; none for a rule that waits for an event. */
  readonly nextTimes: readonly string[]
  readonly timeZone: string
}

/** What rules are checked against: the facts there are, and when it is. */
type Place = {
  readonly catalogue: FactCatalogue
  readonly timeZone: string
  readonly calendar: BusinessCalendar
}

const TIMES_SHOWN = 5

export const checkCommand = defineCommand({
  name: 'check',
  summary: 'validate rules and run their tests',
  usage: ['check FILE... [--ledger FILE [--mapping FILE] | --company ID] [--json]'],
  about:
    'Exit code 0 when every rule is valid and every test kept in it passes, else 1 with the path, the value found and what would be right. The next five times of a rule go by the clock and the holidays of the company, without one by the clock of this machine and from Monday to Friday.',
  options: OPTIONS,
  async run(context) {
    const { positionals, json, out, width } = context
    if (positionals.length === 0) throw new UsageError('Name at least one rule file: dunlin check FILE...')
    const place = await placeFor(context)
    const now = context.clock.now()
    const files: Checked[] = []
    for (const file of positionals)
      files.push(...(await checkFile(file, { cwd: context.cwd, ...place, now, earlier: files })))
    if (json) out(`${JSON.stringify({ files: files.map(({ sentence: _, ...checked }) => checked) })}\n`)
    else for (const checked of files) out(checkedInWords(checked, { paint: paintFor(context), width }))
    return files.every(({ ok }) => ok) ? 0 : 1
  },
})

async function placeFor(context: Context): Promise<Place> {
  const { values, cwd } = context
  if (values.company !== undefined && values.ledger !== undefined)
    throw new UsageError('Give either --ledger or --company: the fields come from one of them.')
  if (values.company !== undefined) {
    const companyId = values.company
    return context.withDatabase(async ({ db }) => {
      const { catalogue } = await loadBooks(db, companyId)
      const company = await companyById(db, companyId)
      const { timeZone } = company
      const today = context.clock.today(timeZone)
      return { catalogue, timeZone, calendar: await companyCalendar(db, company, today) }
    })
  }
  const here = {
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    calendar: MONDAY_TO_FRIDAY,
  }
  if (values.ledger === undefined) return { ...here, catalogue: catalogueOf() }
  const progress = progressFor(context)
  const request = {
    ledgers: values.ledger,
    mappings: values.mapping ?? [],
    asOf: context.today(),
    cwd,
    progress,
  }
  const { catalogue } = await readBooks(request)
  progress.done()
  return { ...here, catalogue }
}

type Checking = Place & {
  readonly cwd: string
  readonly now: Date
  readonly earlier: readonly Checked[]
}

const WithTests = z.object({ tests: z.array(z.object({ given: z.record(z.string(), z.unknown()) })) })

/** Fields of a company's own are in no catalogue here; where a rule's tests give them, their values say what they are. */
function withFieldsOfTests(text: string, catalogue: FactCatalogue): FactCatalogue {
  const own = catalogue.all.filter(({ name }) => name.startsWith(CUSTOM_PREFIX))
  const parsed = WithTests.safeParse(jsonOrNull(text))
  const given = parsed.success
    ? parsed.data.tests.map((test, at) => ({ id: String(at), facts: test.given }))
    : []
  const found = customFieldsOfGiven(given).filter(({ name }) => !catalogue.spec(name))
  return found.length === 0 ? catalogue : catalogueOf({ customFields: [...own, ...found] })
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is wrong with the text is said when it is read as a rule.
    return null
  }
}

async function checkFile(
  file: string,
  { cwd, catalogue: known, timeZone, calendar, now, earlier }: Checking,
): Promise<readonly Checked[]> {
  const text = await readText(namedFile(file, cwd), 'rule')
  try {
    const { rules, catalogue } = rulesOfText(text, file, withFieldsOfTests(text, known))
    return rules.map((document): Checked => {
      const { id } = document
      const other = earlier.find(({ rule }) => rule === id)
      const proved = checkRule(document, catalogue)
      const sameId = {
        path: 'id',
        found: JSON.stringify(id),
        expected: `${other?.file} has this id. Choose another.`,
      }
      const problems: RuleProblem[] = [...(other ? [sameId] : []), ...proved.problems]
      const tests = runRuleTests(document, catalogue)
      const ok = problems.length === 0 && tests.every(({ passed }) => passed)
      const { warnings } = proved
      const due = nextTimes(document.trigger, { after: now, timeZone, calendar, count: TIMES_SHOWN })
      return {
        file,
        rule: id,
        ok,
        problems,
        warnings,
        tests,
        sentence: ruleSentence(document, catalogue),
        nextTimes: due.map((time) => time.toISOString()),
        timeZone,
      }
    })
  } catch (error) {
    if (!(error instanceof RuleInvalidError)) throw error
    const { problems } = error
    const nothing = { warnings: [], tests: [], sentence: null, nextTimes: [], timeZone }
    return [{ file, rule: null, ok: false, problems, ...nothing }]
  }
}

type Look = { readonly paint: Paint; readonly width: number }

function checkedInWords(
  { file, ok, problems, warnings, tests, sentence, nextTimes: due, timeZone }: Checked,
  { paint, width }: Look,
): string {
  const lines = [`${ok ? paint.good('✓') : paint.bad('✗')} ${paint.strong(file)}`]
  if (sentence !== null) lines.push(...wrap(sentence, Math.min(width, 100) - 2).map((line) => `  ${line}`))
  if (due.length > 0) {
    const times = due.map((time) => timeInWords(new Date(time), timeZone)).join(', ')
    lines.push(...wrap(`Next in ${timeZone}: ${times}.`, Math.min(width, 100) - 2).map((line) => `  ${line}`))
  }
  for (const { path, found, expected } of problems) {
    const what = found === '' ? '' : `found ${oneLine(found)}. `
    lines.push(`  ${paint.bad(path === '' ? 'the document' : path)}: ${what}${expected}`)
  }
  for (const { path, found, expected } of warnings)
    lines.push(`  ${paint.doubtful(path)}: ${found === '' ? '' : `${oneLine(found)}. `}${expected}`)
  for (const test of tests) lines.push(`  ${testInWords(test, paint)}`)
  return `${lines.join('\n')}\n`
}

/** `Tue 2026-03-17 10:30`, as clocks on the wall show it. */
function timeInWords(time: Date, timeZone: string): string {
  const { day, minutes } = wallClockAt(time, timeZone)
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone }).format(time)
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60]
  return `${weekday} ${day} ${hour}:${String(minute).padStart(2, '0')}`
}

function testInWords({ name, passed, expected, reached, problem }: RuleTestResult, paint: Paint): string {
  if (passed) return `${paint.good('✓')} ${oneLine(name)}`
  const list = (steps: readonly string[]) => (steps.length === 0 ? 'nothing' : steps.join(', '))
  const why =
    problem ?? `expected ${list(expected)}; the rule reaches ${list(reached)}. Correct the rule or the test.`
  return `${paint.bad('✗')} ${oneLine(`${name}: ${why}`)}`
}
