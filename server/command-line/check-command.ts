import { RuleInvalidError, type RuleProblem } from '#engine/errors.ts'
import { type RuleTestResult, runRuleTests } from '#engine/evaluate-given.ts'
import { catalogueOf, type FactCatalogue } from '#engine/fact-catalogue.ts'
import { parseRuleText } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { ruleSentence } from '#engine/sentence.ts'
import { mailTemplateNames } from '#rules-library/load.ts'
import { loadBooks } from '#server/run/plan-company.ts'
import { type CommandContext, DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'
import { readBooks } from './ledger-files.ts'
import { namedFile, readText } from './named-file.ts'
import { type Paint, paintFor } from './paint.ts'
import { progressFor } from './progress.ts'
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
  readonly tests: readonly RuleTestResult[]
  readonly document: RuleDocument | null
}

export const checkCommand = defineCommand({
  name: 'check',
  summary: 'validate rules and run their tests',
  usage: ['check FILE... [--ledger FILE [--mapping FILE] | --company ID] [--json]'],
  about:
    'Exit code 0 when every rule is valid and every test kept in it passes, else 1 with the path, the value found and what would be right.',
  options: OPTIONS,
  async run(context) {
    const { positionals, json, out, width } = context
    if (positionals.length === 0) throw new UsageError('Name at least one rule file: dunlin check FILE...')
    const catalogue = await catalogueFor(context)
    const files: Checked[] = []
    for (const file of positionals)
      files.push(await checkFile(file, { cwd: context.cwd, catalogue, earlier: files }))
    if (json) out(`${JSON.stringify({ files: files.map(({ document: _, ...checked }) => checked) })}\n`)
    else
      for (const checked of files)
        out(checkedInWords(checked, { catalogue, paint: paintFor(context), width }))
    return files.every(({ ok }) => ok) ? 0 : 1
  },
})

async function catalogueFor(context: Context): Promise<FactCatalogue> {
  const { values, cwd } = context
  if (values.company !== undefined && values.ledger !== undefined)
    throw new UsageError('Give either --ledger or --company: the fields come from one of them.')
  if (values.company !== undefined) {
    const companyId = values.company
    return context.withDatabase(async ({ db }) => (await loadBooks(db, companyId)).catalogue)
  }
  if (values.ledger === undefined) return catalogueOf()
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
  return catalogue
}

type Checking = {
  readonly cwd: string
  readonly catalogue: FactCatalogue
  readonly earlier: readonly Checked[]
}

async function checkFile(file: string, { cwd, catalogue, earlier }: Checking): Promise<Checked> {
  const text = await readText(namedFile(file, cwd), 'rule')
  try {
    const document = parseRuleText(text, file, { catalogue, templates: mailTemplateNames() })
    const tests = runRuleTests(document, catalogue)
    const other = earlier.find(({ rule }) => rule === document.id)
    const problems: RuleProblem[] = other
      ? [
          {
            path: 'id',
            found: JSON.stringify(document.id),
            expected: `${other.file} has this id. Choose another.`,
          },
        ]
      : []
    const ok = problems.length === 0 && tests.every(({ passed }) => passed)
    return { file, rule: document.id, ok, problems, tests, document }
  } catch (error) {
    if (!(error instanceof RuleInvalidError)) throw error
    return { file, rule: null, ok: false, problems: error.problems, tests: [], document: null }
  }
}

type Look = { readonly catalogue: FactCatalogue; readonly paint: Paint; readonly width: number }

function checkedInWords(
  { file, ok, problems, tests, document }: Checked,
  { catalogue, paint, width }: Look,
): string {
  const lines = [`${ok ? paint.good('✓') : paint.bad('✗')} ${paint.strong(file)}`]
  if (document)
    lines.push(
      ...wrap(ruleSentence(document, catalogue), Math.min(width, 100) - 2).map((line) => `  ${line}`),
    )
  for (const { path, found, expected } of problems) {
    const what = found === '' ? '' : `found ${oneLine(found)}. `
    lines.push(`  ${paint.bad(path === '' ? 'the document' : path)}: ${what}${expected}`)
  }
  for (const test of tests) lines.push(`  ${testInWords(test, paint)}`)
  return `${lines.join('\n')}\n`
}

function testInWords({ name, passed, expected, reached, problem }: RuleTestResult, paint: Paint): string {
  if (passed) return `${paint.good('✓')} ${oneLine(name)}`
  const list = (steps: readonly string[]) => (steps.length === 0 ? 'nothing' : steps.join(', '))
  const why =
    problem ?? `expected ${list(expected)}; the rule reaches ${list(reached)}. Correct the rule or the test.`
  return `${paint.bad('✗')} ${oneLine(`${name}: ${why}`)}`
}
