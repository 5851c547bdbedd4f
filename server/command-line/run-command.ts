import { serverSettingsOf } from '#server/operations/server-settings.ts'
import { companyById } from '#server/run/company.ts'
import { type RunReport, runCompany } from '#server/run/run-company.ts'
import { dayOption } from './as-of-day.ts'
import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'
import { type Paint, paintFor } from './paint.ts'
import { printTable } from './terminal-table.ts'

export const runCommand = defineCommand({
  name: 'run',
  summary: 'decide, record, and put actions into the outbox',
  usage: ['run --company ID [--rule ID]... [--as-of DAY] [--json]'],
  about:
    'Runs the live and monitored rules of a company. In test mode the actions stop in the outbox. Only a company in test mode can be run for another day than today.',
  options: {
    company: { type: 'string', value: 'ID', help: 'The company to run for.' },
    rule: {
      type: 'string',
      multiple: true,
      value: 'ID',
      help: 'Only this rule. May be given several times.',
    },
    'as-of': { type: 'string', value: 'DAY', help: 'The day to decide for (default today in the company).' },
    ...DATA_OPTION,
    ...JSON_OPTION,
  },
  async run(context) {
    const { values, positionals, clock, actor, json, out } = context
    const { company: companyId } = values
    if (companyId === undefined) throw new UsageError('Say for which company to run: --company ID.')
    return context.withDatabase(async ({ db }) => {
      const { timeZone } = await companyById(db, companyId)
      const asOf =
        values['as-of'] === undefined ? clock.today(timeZone) : dayOption('--as-of', values['as-of'])
      const ids = [...(values.rule ?? []), ...positionals]
      const order = {
        companyId,
        asOf,
        ...(ids.length > 0 && { ruleIds: ids }),
        trigger: 'command-line' as const,
        clock,
        actor,
      }
      const { DUNLIN_DOCUMENTS_A_SHARE: documentsAShare } = serverSettingsOf(context.env)
      const report = await runCompany(db, order, { documentsAShare })
      out(json ? `${JSON.stringify(report)}\n` : runInWords(report, paintFor(context)))
      return 0
    })
  },
})

function runInWords({ run, asOf, mode, rules }: RunReport, paint: Paint): string {
  const head = `${paint.strong(`Run of ${asOf}`)} ${paint.faint(run)}, in ${mode === 'test' ? 'test mode: nothing leaves the outbox' : 'live mode'}\n`
  if (rules.length === 0)
    return `${head}No rule runs here. Publish one with "dunlin rules import FILE --company ID --live".\n`
  const titles = ['Evaluated', 'Matched', 'Not', 'Missing data', 'Held back', 'New', 'Kept', 'Cancelled']
  return `${head}\n${printTable(
    [{ title: 'Rule' }, { title: 'State' }, ...titles.map((title) => ({ title, align: 'right' as const }))],
    rules.map(({ rule, state, counts, planned, kept, cancelled }) => [
      rule,
      state === 'monitor' ? 'monitored' : 'live',
      ...[
        counts.evaluated,
        counts.matched,
        counts.notMatched,
        counts.unknown,
        counts.heldBack,
        planned,
        kept,
        cancelled,
      ].map(String),
    ]),
  )}`
}
