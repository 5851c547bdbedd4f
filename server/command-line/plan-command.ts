import { toEpochDay } from '#engine/calendar-date.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import { openItemsAt } from '#engine/open-items.ts'
import { type Plan, plan } from '#engine/plan.ts'
import { planReport } from '#engine/plan-report.ts'
import { companyById } from '#server/run/company.ts'
import { planCompany as planFromDatabase } from '#server/run/plan-company.ts'
import { dayOption } from './as-of-day.ts'
import { type CommandContext, DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'
import { concernsARow, readBooks } from './ledger-files.ts'
import { paintFor } from './paint.ts'
import { planInWords } from './plan-words.ts'
import { progressFor } from './progress.ts'
import { readRuleFiles, refuseForeignFacts } from './rule-files.ts'

/** Options by which books and rules are read from files, shared with `explain`. */
export const FILE_OPTIONS = {
  ledger: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: 'Open items, customers, contacts or payments: CSV, TSV, XLSX or JSON. May be given several times.',
  },
  mapping: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: 'How the columns of the ledger are to be read; the first for the first --ledger and so on, "-" for one read by its headers.',
  },
  rule: {
    type: 'string',
    multiple: true,
    value: 'FILE|ID',
    help: 'A rule file; with --company the id of a rule that runs. May be given several times.',
  },
  company: { type: 'string', value: 'ID', help: 'Take books and rules from the database instead of files.' },
  'as-of': {
    type: 'string',
    value: 'DAY',
    help: 'The day to decide for, as YYYY-MM-DD. With --company: today.',
  },
  history: {
    type: 'string',
    value: 'kept|none',
    help: 'With "none", what rules have done before is left out (default kept).',
  },
} as const

const OPTIONS = { ...FILE_OPTIONS, ...DATA_OPTION, ...JSON_OPTION }
type Context = CommandContext<typeof OPTIONS>

export const planCommand = defineCommand({
  name: 'plan',
  summary: 'decide, and send nothing',
  usage: [
    'plan --ledger FILE [--mapping FILE] --rule FILE... --as-of DAY [--json]',
    'plan --company ID [--rule ID]... [--as-of DAY] [--history none] [--json]',
  ],
  about:
    'Shows whom the rules would touch and why. With --ledger straight from files, without a database; with --company a dry run of the rules that run there. Rows of a file that cannot be read are listed and the others decided. Exit code 1 when there are such rows, or when the file is refused as a whole.',
  options: OPTIONS,
  async run(context) {
    refuseMixture(context)
    return context.values.company === undefined
      ? planFiles(context)
      : planCompany(context, context.values.company)
  },
})

async function planFiles(context: Context): Promise<number> {
  const { values, positionals, cwd } = context
  const ruleFiles = [...(values.rule ?? []), ...positionals]
  if (ruleFiles.length === 0) throw new UsageError('Name at least one rule file with --rule FILE.')
  if (values['as-of'] === undefined)
    throw new UsageError('Say for which day to decide: --as-of DAY, such as --as-of 2026-01-31.')
  const asOf = dayOption('--as-of', values['as-of'])
  const progress = progressFor(context)
  const request = { ledgers: values.ledger ?? [], mappings: values.mapping ?? [], asOf, cwd, progress }
  const { snapshot, catalogue, problems, notices } = await readBooks(request)
  const read = await readRuleFiles(ruleFiles, { cwd, catalogue })
  refuseForeignFacts(read, catalogue)
  const { rules } = read
  progress.say(`Deciding for ${snapshot.customers.length} customers ...`)
  const decided = await plan({ snapshot, catalogue, rules, asOf })
  const report = planReport(decided, { snapshot, items: openItemsAt(snapshot, toEpochDay(asOf)), problems })
  progress.done()
  print(context, { report, plan: decided, catalogue, notices })
  return problems.some(concernsARow) ? 1 : 0
}

async function planCompany(context: Context, companyId: string): Promise<number> {
  const { values, positionals, clock } = context
  return context.withDatabase(async ({ db }) => {
    const { timeZone } = await companyById(db, companyId)
    const asOf = values['as-of'] === undefined ? clock.today(timeZone) : dayOption('--as-of', values['as-of'])
    const ids = [...(values.rule ?? []), ...positionals]
    const { plan, snapshot, report } = await planFromDatabase(db, {
      companyId,
      asOf,
      now: clock.now(),
      ...(ids.length > 0 && { ruleIds: ids }),
      history: historyOption(values.history),
    })
    const catalogue = catalogueOf({ customFields: discoverCustomFields(snapshot) })
    print(context, { report, plan, catalogue, notices: [] })
    return 0
  })
}

/** `--history kept|none`. */
export function historyOption(text: string | undefined): 'kept' | 'none' {
  if (text === undefined || text === 'kept') return 'kept'
  if (text === 'none') return 'none'
  throw new UsageError(`--history is "${text}". Write kept or none.`)
}

/** Refuses options that belong to the other way of saying where the books are. */
export function refuseMixture({ values }: Pick<Context, 'values'>): void {
  if (values.company === undefined && values.ledger === undefined)
    throw new UsageError('Say where the books are: --ledger FILE, or --company ID for those in the database.')
  if (values.company === undefined) return
  for (const name of ['ledger', 'mapping'] as const)
    if (values[name] !== undefined)
      throw new UsageError(`--${name} does not go with --company: the books come from the database then.`)
}

type Printed = Parameters<typeof planInWords>[0] & { readonly plan: Plan }

function print(context: Context, printed: Printed): void {
  const { json, out, err, width } = context
  if (json) out(`${JSON.stringify(printed.report)}\n`)
  else out(planInWords(printed, { paint: paintFor(context), width }))
  if (!json) for (const notice of printed.notices.slice(0, 20)) err(`Note: ${notice}\n`)
}
