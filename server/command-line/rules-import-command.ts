import { checkRule } from '#engine/check-rule.ts'
import { RuleInvalidError } from '#engine/errors.ts'
import { runRuleTests } from '#engine/evaluate-given.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { loadBooks } from '#server/run/plan-company.ts'
import { importRule } from '#server/run/rules.ts'
import { type CommandContext, DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'
import { readRuleFiles, refuseForeignFacts } from './rule-files.ts'

const OPTIONS = {
  company: { type: 'string', value: 'ID', help: 'The company that is to have the rules.' },
  monitor: {
    type: 'boolean',
    help: 'Publish at once in monitor mode: decided and recorded, nothing is sent.',
  },
  live: { type: 'boolean', help: 'Publish at once.' },
  ...DATA_OPTION,
  ...JSON_OPTION,
} as const

export const rulesImportCommand = defineCommand({
  name: 'rules import',
  summary: 'take rules over from files, also from json-rules-engine',
  usage: ['rules import FILE... --company ID [--monitor | --live] [--json]'],
  about:
    'Takes over rule files of Dunlin and plain json-rules-engine rules ("conditions" and "event"). They become drafts unless they are published at once. All files are checked first; if one is refused, none is taken over.',
  options: OPTIONS,
  async run(context) {
    const { values, positionals, json, out, clock, actor } = context
    const { company: companyId } = values
    if (companyId === undefined) throw new UsageError('Say for which company: --company ID.')
    if (positionals.length === 0)
      throw new UsageError('Name at least one rule file: dunlin rules import FILE...')
    const state = stateOf(context)
    return context.withDatabase(async ({ db }) => {
      const { catalogue } = await loadBooks(db, companyId)
      const read = await readRuleFiles(positionals, { cwd: context.cwd, catalogue })
      if (state !== 'draft') {
        refuseForeignFacts(read, catalogue)
        for (const document of read.rules) refuseFailingTests(document, catalogue)
      }
      const taken: { rule: string; state: string; version: number | null }[] = []
      for (const document of read.rules) {
        const { id, version } = await importRule(db, { companyId, document, actor, now: clock.now(), state })
        taken.push({ rule: id, state, version })
      }
      if (json) out(`${JSON.stringify({ company: companyId, rules: taken })}\n`)
      else for (const { rule, version } of taken) out(`${rule}: ${stateInWords(state, version)}\n`)
      return 0
    })
  },
})

function stateOf({ values }: CommandContext<typeof OPTIONS>): 'draft' | 'monitor' | 'live' {
  if (values.monitor === true && values.live === true)
    throw new UsageError('Give either --monitor or --live, not both.')
  if (values.live === true) return 'live'
  return values.monitor === true ? 'monitor' : 'draft'
}

function refuseFailingTests(document: RuleDocument, catalogue: FactCatalogue): void {
  const { problems } = checkRule(document, catalogue)
  if (problems.length > 0) throw new RuleInvalidError(document.id, problems)
  const failing = runRuleTests(document, catalogue).filter(({ passed }) => !passed)
  if (failing.length > 0)
    throw new UsageError(
      `Cannot publish "${document.id}": ${failing.length} of its tests fail (${failing.map(({ name }) => `"${name}"`).join(', ')}). "dunlin check" says how; correct the rule or the tests, or take it over as a draft.`,
    )
}

function stateInWords(state: 'draft' | 'monitor' | 'live', version: number | null): string {
  if (state === 'draft') return 'saved as a draft; it does not run until it is published'
  return `published as version ${version}, ${state === 'live' ? 'live' : 'in monitor mode'}`
}
