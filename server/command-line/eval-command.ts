import {
  customFieldsOfGiven,
  type GivenRecord,
  type GivenResult,
  givenEvaluator,
  partReadable,
} from '#engine/evaluate-given.ts'
import { catalogueOf, type FactCatalogue } from '#engine/fact-catalogue.ts'
import { CUSTOM_PREFIX } from '#engine/fact-catalogue-custom.ts'
import type { FactSpec } from '#engine/fact-spec.ts'
import { GivenFactInvalidError } from '#engine/facts/errors.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { type CommandContext, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'
import { givenRecords } from './given-records.ts'
import { type NamedFile, namedFile } from './named-file.ts'
import { type Paint, paintFor } from './paint.ts'
import { type Progress, progressFor } from './progress.ts'
import { readRuleFiles } from './rule-files.ts'
import { printTable } from './terminal-table.ts'

/** Enough to evaluate in bulk, few enough to take no memory to speak of. */
const CHUNK = 4096
/** The most problems that are kept in mind; a file read wrongly has one a record. */
const MOST_NOTED = 10_000
/** The most records of one rule that are listed for a person. */
const SHOWN = 50

const OPTIONS = {
  rule: { type: 'string', multiple: true, value: 'FILE', help: 'A rule file. May be given several times.' },
  facts: {
    type: 'string',
    value: 'FILE',
    help: 'Records of facts: one JSON object a line, or a JSON array; may be gzipped.',
  },
  ...JSON_OPTION,
} as const

export const evalCommand = defineCommand({
  name: 'eval',
  summary: 'rules over facts that are written down',
  usage: ['eval --rule FILE... --facts FILE [--json]'],
  about:
    'Each record is { "id": "c1", "facts": { "daysOverdue": 40, "balance": { "USD": "5200.50" } } }; a fact left out is unknown. The file is read once for each rule and may be of any length. Records that cannot be read are listed and the others evaluated; the exit code is then 1.',
  options: OPTIONS,
  async run(context) {
    const { values, positionals, cwd } = context
    const ruleFiles = [...(values.rule ?? []), ...positionals]
    if (ruleFiles.length === 0) throw new UsageError('Name at least one rule file with --rule FILE.')
    if (values.facts === undefined) throw new UsageError('Name the file of facts with --facts FILE.')
    const facts = namedFile(values.facts, cwd)
    const { rules, catalogue } = await readRuleFiles(ruleFiles, {
      cwd,
      catalogue: catalogueOf({ customFields: await fieldsOf(facts) }),
    })
    const progress = progressFor(context)
    const leftOut = new Set<string>()
    const evaluation = { facts, catalogue, progress, leftOut }
    if (context.json) await printJson(rules, evaluation, context)
    else for (const rule of rules) context.out(await ruleInWords(rule, evaluation, context))
    progress.done()
    for (const problem of [...leftOut].slice(0, SHOWN)) context.err(`${problem}\n`)
    if (leftOut.size > SHOWN) context.err(`and ${leftOut.size - SHOWN} more records that cannot be read.\n`)
    return leftOut.size === 0 ? 0 : 1
  },
})

type Evaluation = {
  readonly facts: NamedFile
  readonly catalogue: FactCatalogue
  readonly progress: Progress
  /** What was wrong with records that were left out, each said once although the file is read for every rule. */
  readonly leftOut: Set<string>
}
type Context = CommandContext<typeof OPTIONS>

/** Fields of the company's own are typed by their values; the file is read through for them only if it has any at its start. */
async function fieldsOf(facts: NamedFile): Promise<FactSpec[]> {
  const found: GivenRecord[] = []
  let isFirst = true
  // What is wrong with a record is said when the rules are evaluated.
  for await (const chunk of givenRecords(facts, CHUNK, () => {})) {
    const own = chunk.filter((record) =>
      Object.keys(record.facts).some((name) => name.startsWith(CUSTOM_PREFIX)),
    )
    if (isFirst && own.length === 0) return []
    isFirst = false
    // Only types matter: what says the same as before is not kept.
    const fields = customFieldsOfGiven([...found, ...own])
    found.splice(0, found.length, ...examplesOf(fields, [...found, ...own]))
  }
  return customFieldsOfGiven(found)
}

/** The least of the records that type the fields as all of them do. */
function examplesOf(fields: readonly FactSpec[], records: readonly GivenRecord[]): GivenRecord[] {
  return fields.flatMap(({ name }) => {
    const seen = new Map<string, GivenRecord>()
    for (const { id, facts } of records) {
      const value = facts[name]
      const kind = Array.isArray(value) ? 'list' : typeof value
      if (value !== undefined && value !== null && !seen.has(kind))
        seen.set(kind, { id, facts: { [name]: value } })
    }
    return [...seen.values()]
  })
}

async function* evaluated(
  rule: RuleDocument,
  { facts, catalogue, progress, leftOut }: Evaluation,
): AsyncGenerator<GivenResult[]> {
  const evaluate = givenEvaluator(rule, catalogue)
  let count = 0
  const note = (problem: string) => {
    if (leftOut.size <= MOST_NOTED) leftOut.add(problem)
  }
  const evaluateReadable = (records: readonly GivenRecord[]) => {
    try {
      return evaluate(records)
    } catch (error) {
      if (!(error instanceof GivenFactInvalidError)) throw error
      const { readable, problems } = partReadable(records, { catalogue, subject: rule.subject })
      problems.forEach(note)
      return evaluate(readable)
    }
  }
  for await (const records of givenRecords(facts, CHUNK, note)) {
    yield evaluateReadable(records)
    count += records.length
    progress.say(`${rule.id}: ${count} records ...`)
  }
}

/** Writes the report piece by piece: it may be longer than memory. */
async function printJson(
  rules: readonly RuleDocument[],
  evaluation: Evaluation,
  { stream }: Context,
): Promise<void> {
  let before = '{"rules":['
  for (const rule of rules) {
    before += `{"rule":${JSON.stringify(rule.id)},"records":[`
    let isFirst = true
    for await (const results of evaluated(rule, evaluation)) {
      const texts = results.map((result) => JSON.stringify(resultReport(result)))
      if (texts.length === 0) continue
      await stream(`${before}${isFirst ? '' : ','}${texts.join(',')}`)
      before = ''
      isFirst = false
    }
    before += ']}'
    if (rule !== rules.at(-1)) before += ','
  }
  await stream(`${before}]}\n`)
}

/** One record as it is printed; its actions have the form they have in a plan. */
function resultReport({ id, result, branch, acts }: GivenResult) {
  return {
    id,
    result,
    branch,
    actions: acts.map(({ act, status }) => ({
      step: act.id,
      action: act.action,
      params: act.params,
      ...(status !== 'due' && { status: { is: status, day: null } }),
    })),
  }
}

async function ruleInWords(rule: RuleDocument, evaluation: Evaluation, context: Context): Promise<string> {
  const paint = paintFor(context)
  const shown: GivenResult[] = []
  const counts = { evaluated: 0, matched: 0, notMatched: 0, unknown: 0 }
  for await (const results of evaluated(rule, evaluation)) {
    shown.push(...results.slice(0, SHOWN - shown.length))
    counts.evaluated += results.length
    for (const { result } of results)
      counts[result === null ? 'unknown' : result ? 'matched' : 'notMatched'] += 1
  }
  evaluation.progress.done()
  const table = printTable(
    [{ title: 'Record' }, { title: 'Result' }, { title: 'Branch' }, { title: 'Does' }],
    shown.map(({ id, result, branch, acts }) => [
      id,
      resultInWords(result, paint),
      branch ?? '',
      acts.map(({ act, status }) => (status === 'due' ? act.id : `${act.id} (${status})`)).join(', '),
    ]),
    { width: context.width, indent: '  ' },
  )
  const more =
    counts.evaluated > shown.length
      ? `  and ${counts.evaluated - shown.length} more; --json lists all.\n`
      : ''
  return `${paint.strong(rule.name)} ${paint.faint(`(${rule.id})`)}\n  ${counts.evaluated} evaluated, ${counts.matched} matched, ${counts.notMatched} not, ${counts.unknown} with missing data\n\n${table}${more}\n`
}

function resultInWords(result: boolean | null, paint: Paint): string {
  if (result === null) return paint.doubtful('missing data')
  return result ? paint.good('matched') : 'not matched'
}
