import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { parseRule, parseRuleText } from '#engine/parse-rule.ts'
import { importPlainRules } from '#engine/plain-rule-import.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { mailTemplateNames } from '#rules-library/load.ts'
import { FileUnreadableError, UsageError } from './errors.ts'
import { namedFile, readText } from './named-file.ts'

/** The rules of some files, and the catalogue with the facts that files of plain rules declare beside it. */
export type RulesRead = { readonly rules: readonly RuleDocument[]; readonly catalogue: FactCatalogue }

type Reading = { readonly cwd: string; readonly catalogue: FactCatalogue }

/**
 * Reads rule files, ours and plain json-rules-engine ones, and checks them against a catalogue. `--rule a.json b.json` leaves the
 * second file among the positionals, so callers pass both on. Throws `RuleInvalidError` with everything that is wrong in a file.
 */
export async function readRuleFiles(
  files: readonly string[],
  { cwd, catalogue }: Reading,
): Promise<RulesRead> {
  const fileOf = new Map<string, string>()
  const rules: RuleDocument[] = []
  let known = catalogue
  for (const file of files) {
    const read = rulesOfText(await readText(namedFile(file, cwd), 'rule'), file, known)
    known = read.catalogue
    for (const rule of read.rules) {
      const other = fileOf.get(rule.id)
      if (other !== undefined)
        throw new UsageError(
          `${other} and ${file} both hold the rule "${rule.id}". Give one of them another id or name.`,
        )
      fileOf.set(rule.id, file)
      rules.push(rule)
    }
  }
  return { rules, catalogue: known }
}

/** The rules of the text of one file. A rule of ours says so by "dunlin"; conditions without it are json-rules-engine's. */
export function rulesOfText(text: string, file: string, catalogue: FactCatalogue): RulesRead {
  const templates = mailTemplateNames()
  const json = jsonOrNull(text)
  if (isPlain(json)) {
    const read = importPlainRules(json, { source: file, catalogue, templates })
    if (read.rules.length === 0)
      throw new FileUnreadableError(`${file} holds no rule. Put at least one into "rules".`)
    return read
  }
  return { rules: [parseRuleText(text, file, { catalogue, templates })], catalogue }
}

/**
 * Refuses rules over facts that the books do not have, which plain rules may declare: such a rule can be asked about given facts
 * (`eval`), and kept as a draft, but nothing could be decided with it here.
 */
export function refuseForeignFacts({ rules }: RulesRead, catalogue: FactCatalogue): void {
  const references = { catalogue, templates: mailTemplateNames() }
  for (const rule of rules) parseRule(rule, `The rule "${rule.name}"`, references)
}

function isPlain(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || 'dunlin' in json) return false
  return Array.isArray(json) || 'conditions' in json || 'rules' in json
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    // What is wrong with the text is said when it is read as a rule of ours.
    return null
  }
}
