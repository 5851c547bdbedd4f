import { writeFile } from 'node:fs/promises'
import { parseRule } from '#engine/parse-rule.ts'
import { exportPlainRules } from '#engine/plain-rule-export.ts'
import { mailTemplateNames } from '#rules-library/load.ts'
import type { Database } from '#server/database/database.ts'
import { companyById } from '#server/run/company.ts'
import { loadBooks } from '#server/run/plan-company.ts'
import { exportRule, listRules } from '#server/run/rules.ts'
import { type CommandContext, DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { FileUnreadableError, UsageError } from './errors.ts'
import { namedFile, reasonInWords } from './named-file.ts'

const OPTIONS = {
  company: { type: 'string', value: 'ID', help: 'The company whose rule it is.' },
  plain: {
    type: 'boolean',
    help: 'As an array of plain rules that a stock json-rules-engine runs; what it cannot say is refused with its path.',
  },
  to: { type: 'string', value: 'FILE', help: 'Write to a new file instead of the output.' },
  ...DATA_OPTION,
  ...JSON_OPTION,
} as const
type Context = CommandContext<typeof OPTIONS>

export const rulesExportCommand = defineCommand({
  name: 'rules export',
  summary: 'write a rule out, also as plain json-rules-engine rules',
  usage: ['rules export RULE --company ID [--plain] [--to FILE]'],
  about: 'Prints the rule as JSON: its draft if it has one, else the version that runs.',
  options: OPTIONS,
  async run(context) {
    const { values, positionals } = context
    const { company: companyId } = values
    const [ruleId, another] = positionals
    if (companyId === undefined) throw new UsageError('Say for which company: --company ID.')
    if (ruleId === undefined || another !== undefined)
      throw new UsageError(`Name one rule to export; found ${positionals.length}.`)
    return context.withDatabase(async ({ db }) => {
      await companyById(db, companyId)
      const document = await exportRule(db, companyId, ruleId)
      if (document === null) {
        const ids = (await listRules(db, companyId)).map(({ id }) => id)
        throw new UsageError(`${companyId} has no rule "${ruleId}". It has: ${ids.join(', ') || 'none'}.`)
      }
      const written = values.plain ? await plainRules(db, { companyId, ruleId, document }) : document
      await give(context, `${JSON.stringify(written, null, 2)}\n`)
      return 0
    })
  },
})

async function plainRules(
  db: Database,
  { companyId, ruleId, document }: { companyId: string; ruleId: string; document: unknown },
): Promise<unknown> {
  const { catalogue } = await loadBooks(db, companyId)
  const templates = mailTemplateNames()
  return exportPlainRules(parseRule(document, `The rule "${ruleId}"`, { catalogue, templates }), catalogue)
}

async function give({ values, cwd, out }: Context, text: string): Promise<void> {
  if (values.to === undefined) return out(text)
  const { name, path } = namedFile(values.to, cwd)
  try {
    // A file that is there may be somebody's work.
    await writeFile(path, text, { flag: 'wx' })
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    const why = isThere ? 'it is there already. Name another file or remove it.' : reasonInWords(cause)
    throw new FileUnreadableError(`Cannot write the rule to ${name}: ${why}`, { cause })
  }
}
