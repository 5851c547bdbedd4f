import { explainSubject, type SubjectExplanation } from '#engine/explain-subject.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { companyById } from '#server/run/company.ts'
import { readHistory } from '#server/run/history.ts'
import { loadBooks } from '#server/run/plan-company.ts'
import { publishedRules } from '#server/run/rules.ts'
import { dayOption } from './as-of-day.ts'
import { type CommandContext, DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'
import { explanationInWords, explanationReport } from './explanation-words.ts'
import { readBooks } from './ledger-files.ts'
import { paintFor } from './paint.ts'
import { FILE_OPTIONS, historyOption, refuseMixture } from './plan-command.ts'
import { progressFor } from './progress.ts'
import { readRuleFiles, refuseForeignFacts } from './rule-files.ts'

const OPTIONS = {
  ...FILE_OPTIONS,
  subject: {
    type: 'string',
    value: 'ID',
    help: 'Id or name of the customer, or id or number of the invoice.',
  },
  ...DATA_OPTION,
  ...JSON_OPTION,
} as const
type Context = CommandContext<typeof OPTIONS>

export const explainCommand = defineCommand({
  name: 'explain',
  summary: 'why a rule does or does not act for one customer or invoice',
  usage: [
    'explain --ledger FILE [--mapping FILE] --rule FILE --subject ID --as-of DAY [--json]',
    'explain --company ID --rule ID --subject ID [--as-of DAY] [--json]',
  ],
  about:
    'Goes through the conditions one by one with the values found. The first --rule is explained; further ones take part in deciding what is held back.',
  options: OPTIONS,
  async run(context) {
    const { values } = context
    refuseMixture(context)
    if (values.subject === undefined)
      throw new UsageError('Say whom to explain the rule for: --subject ID, as "dunlin plan" prints it.')
    return values.company === undefined
      ? explainFiles(context, values.subject)
      : explainCompany(context, { companyId: values.company, subjectId: values.subject })
  },
})

async function explainFiles(context: Context, subjectId: string): Promise<number> {
  const { values, positionals, cwd } = context
  if (values['as-of'] === undefined)
    throw new UsageError('Say for which day to explain: --as-of DAY, such as --as-of 2026-01-31.')
  const asOf = dayOption('--as-of', values['as-of'])
  const progress = progressFor(context)
  const request = { ledgers: values.ledger ?? [], mappings: values.mapping ?? [], asOf, cwd, progress }
  const { snapshot, catalogue } = await readBooks(request)
  const read = await readRuleFiles([...(values.rule ?? []), ...positionals], { cwd, catalogue })
  refuseForeignFacts(read, catalogue)
  const { rules } = read
  const [first] = rules
  if (!first) throw new UsageError('Name the rule to explain with --rule FILE.')
  const explained = await explainSubject({ snapshot, catalogue, rules, asOf, ruleId: first.id, subjectId })
  progress.done()
  return print(context, explained, catalogue)
}

async function explainCompany(
  context: Context,
  { companyId, subjectId }: { companyId: string; subjectId: string },
): Promise<number> {
  const { values, positionals, clock } = context
  const [ruleId] = [...(values.rule ?? []), ...positionals]
  if (ruleId === undefined) throw new UsageError('Name the rule to explain with --rule ID.')
  return context.withDatabase(async ({ db }) => {
    const { timeZone } = await companyById(db, companyId)
    const asOf = values['as-of'] === undefined ? clock.today(timeZone) : dayOption('--as-of', values['as-of'])
    const { snapshot, catalogue } = await loadBooks(db, companyId)
    await publishedRules(db, { companyId, ruleIds: [ruleId], catalogue })
    const rules = await publishedRules(db, { companyId, catalogue })
    const history = historyOption(values.history) === 'kept' ? await readHistory(db, companyId) : null
    const explained = await explainSubject({
      snapshot,
      catalogue,
      rules: rules.map(({ document }) => document),
      asOf,
      ruleId,
      subjectId,
      ...(history && { history: history.cycles, doneActs: history.doneActs }),
    })
    return print(context, explained, catalogue)
  })
}

function print(context: Context, explained: SubjectExplanation, catalogue: FactCatalogue): number {
  const { json, out, width } = context
  if (json) out(`${JSON.stringify(explanationReport(explained))}\n`)
  else out(explanationInWords(explained, catalogue, { paint: paintFor(context), width }))
  return 0
}
