import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { parseRuleText } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { mailTemplateNames } from '#rules-library/load.ts'
import { UsageError } from './errors.ts'
import { namedFile, readText } from './named-file.ts'

/**
 * The rules of some files, checked against a catalogue. `--rule a.json b.json` leaves the second file among the positionals, so
 * both are taken. Throws `RuleInvalidError` with everything that is wrong in a file.
 */
export async function readRuleFiles(
  files: readonly string[],
  { cwd, catalogue }: { cwd: string; catalogue: FactCatalogue },
): Promise<RuleDocument[]> {
  const references = { catalogue, templates: mailTemplateNames() }
  const fileOf = new Map<string, string>()
  const rules: RuleDocument[] = []
  for (const file of files) {
    const rule = parseRuleText(await readText(namedFile(file, cwd), 'rule'), file, references)
    const other = fileOf.get(rule.id)
    if (other !== undefined)
      throw new UsageError(
        `${other} and ${file} both hold the rule "${rule.id}". Give one of them another id.`,
      )
    fileOf.set(rule.id, file)
    rules.push(rule)
  }
  return rules
}
