import { companyById } from '#server/run/company.ts'
import { listRules } from '#server/run/rules.ts'
import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'
import { oneLine, printTable } from './terminal-table.ts'

export const rulesListCommand = defineCommand({
  name: 'rules list',
  summary: 'the rules of a company',
  usage: ['rules list --company ID [--json]'],
  options: {
    company: { type: 'string', value: 'ID', help: 'The company.' },
    ...DATA_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, withDatabase, json, out, width }) {
    const { company: companyId } = values
    if (companyId === undefined) throw new UsageError('Say for which company: --company ID.')
    return withDatabase(async ({ db }) => {
      const { timeZone } = await companyById(db, companyId)
      const rules = await listRules(db, companyId)
      if (json) out(`${JSON.stringify({ company: companyId, rules })}\n`)
      else if (rules.length === 0)
        out(
          `${companyId} has no rules yet. Take some over with "dunlin rules import FILE --company ${companyId}".\n`,
        )
      else {
        const dayAndTime = new Intl.DateTimeFormat('en-CA', {
          timeZone,
          dateStyle: 'short',
          timeStyle: 'short',
          hourCycle: 'h23',
        })
        out(
          printTable(
            [
              { title: 'Id' },
              { title: 'State' },
              { title: 'Version', align: 'right' },
              { title: `Next due (${timeZone})` },
              { title: 'Name' },
            ],
            rules.map(({ id, state, version, nextFireAt, name }) => [
              id,
              state,
              version === null ? '' : String(version),
              nextFireAt === null ? '' : dayAndTime.format(nextFireAt),
              oneLine(name),
            ]),
            { width },
          ),
        )
      }
      return 0
    })
  },
})
