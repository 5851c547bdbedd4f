import type { z } from 'zod'
import { isActName } from './acts.ts'
import { RuleInvalidError, type RuleProblem } from './errors.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { Subject } from './fact-spec.ts'
import { isNestedDeeper, MAX_JSON_DEPTH } from './json-depth.ts'
import { parseRule } from './parse-rule.ts'
import { ACTS_EVENT, ActsEventParams, PlainRule, PlainRuleFile } from './plain-rule.ts'
import { declaredCatalogue } from './plain-rule-facts.ts'
import { type Foreign, ownGrammar } from './plain-rule-grammar.ts'
import { FORMAT_VERSION, idFromName, type RuleDocument } from './rule.ts'

/** What foreign rules may refer to, and what they leave open. */
export type PlainRuleReferences = {
  /** Names the file or place in messages. */
  readonly source: string
  readonly catalogue: FactCatalogue
  readonly templates: readonly string[]
  /** Facts declared outside of the file, in the form of the file's own `facts`. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** A plain rule does not say what it is about, nor when it is looked at. */
  readonly subject?: Subject
  readonly schedule?: string
}

/** Business days at 10:30, the schedule of a company that has set no other. */
const DEFAULT_SCHEDULE = '30 10 * * 1-5'

/**
 * Takes over plain json-rules-engine rules: one rule, a list of them, or a file with the facts they ask for and the
 * conditions they share. Each becomes a rule with one branch. An event type that is an act of ours becomes that act, any
 * other is reported by `emit-event`. The catalogue that comes back knows the declared facts too. Throws `RuleInvalidError`
 * with the path of everything that cannot be taken over; nothing is dropped in silence.
 */
export function importPlainRules(
  json: unknown,
  references: PlainRuleReferences,
): { rules: RuleDocument[]; catalogue: FactCatalogue } {
  const { source } = references
  const problems: RuleProblem[] = []
  const file = fileOf(json, problems)
  if (problems.length > 0) throw new RuleInvalidError(source, problems)
  const declared = declaredCatalogue({ ...references.facts, ...file.facts }, references.catalogue, 'facts')
  problems.push(...declared.problems)
  const { catalogue } = declared
  const foreign: Foreign = { shared: file.conditions ?? {}, catalogue, problems }
  const taken = new Set<string>()
  const rules = file.rules.flatMap(({ json: rule, path }): RuleDocument[] => {
    const document = importOne(rule, path, { foreign, references, taken })
    return document ? [document] : []
  })
  if (problems.length > 0) throw new RuleInvalidError(source, problems)
  return { rules, catalogue }
}

type Located = { readonly json: unknown; readonly path: string }
type File = Omit<PlainRuleFile, 'rules'> & { readonly rules: readonly Located[] }

function fileOf(json: unknown, problems: RuleProblem[]): File {
  if (isNestedDeeper(json, MAX_JSON_DEPTH)) {
    problems.push({
      path: '',
      found: '',
      expected: 'It is nested too deep to be read. Flatten it or split the rule.',
    })
    return { rules: [] }
  }
  const located = (rules: readonly unknown[], path: string): Located[] =>
    rules.map((rule, at) => ({ json: rule, path: `${path}[${at}]` }))
  if (Array.isArray(json)) return { rules: located(json, '') }
  if (typeof json !== 'object' || json === null || !('rules' in json)) return { rules: [{ json, path: '' }] }
  const parsed = PlainRuleFile.safeParse(json)
  if (parsed.success) return { ...parsed.data, rules: located(parsed.data.rules, 'rules') }
  problems.push(...parsed.error.issues.flatMap((issue) => issueProblems(issue, json, '')))
  return { rules: [] }
}

type Importing = {
  readonly foreign: Foreign
  readonly references: PlainRuleReferences
  readonly taken: Set<string>
}

function importOne(json: unknown, path: string, importing: Importing): RuleDocument | null {
  const { foreign, references, taken } = importing
  const parsed = PlainRule.safeParse(json)
  if (!parsed.success) {
    foreign.problems.push(...parsed.error.issues.flatMap((issue) => issueProblems(issue, json, path)))
    return null
  }
  const rule = parsed.data
  const before = foreign.problems.length
  const when = ownGrammar(rule.conditions, at(path, 'conditions'), foreign)
  if (foreign.problems.length > before) return null
  const body =
    rule.event.type === ACTS_EVENT ? ownBody(rule, when, path, foreign) : foreignBody(rule, when, references)
  if (!body) return null
  const name = rule.name ?? `${rule.event.type} (imported)`
  const document = { dunlin: FORMAT_VERSION, id: freeId(idFromName(name), taken), name, ...body }
  try {
    const { templates } = references
    return parseRule(document, references.source, { catalogue: foreign.catalogue, templates })
  } catch (error) {
    if (!(error instanceof RuleInvalidError)) throw error
    foreign.problems.push(
      ...error.problems.map((problem) => ({ ...problem, path: foreignPath(problem.path, path, rule) })),
    )
    return null
  }
}

function foreignBody(
  { event, priority }: PlainRule,
  when: unknown,
  { subject, schedule }: PlainRuleReferences,
) {
  const act = isActName(event.type)
    ? { action: event.type, params: event.params ?? {} }
    : { action: 'emit-event', params: { type: event.type, ...(event.params && { params: event.params }) } }
  return {
    subject: subject ?? 'customer',
    trigger: { schedule: schedule ?? DEFAULT_SCHEDULE },
    policy: priority === undefined ? {} : { priority },
    steps: oneBranch(when, 'branch', [{ id: 'act', do: 'act', ...act }]),
  }
}

/** What was exported from here says itself what it is about, when it is looked at, and which acts it reaches. */
function ownBody(rule: PlainRule, when: unknown, path: string, { problems }: Foreign) {
  const parsed = ActsEventParams.safeParse(rule.event.params)
  if (!parsed.success) {
    const at = `${path === '' ? '' : `${path}.`}event.params`
    problems.push(...parsed.error.issues.flatMap((issue) => issueProblems(issue, rule.event.params, at)))
    return null
  }
  const { subject, trigger, policy, branch, acts } = parsed.data
  const steps = acts.map((act) => ({ ...act, do: 'act' }))
  const isForAll = JSON.stringify(when) === '{"all":[]}'
  return { subject, trigger, policy, steps: isForAll ? steps : oneBranch(when, branch ?? 'branch', steps) }
}

function oneBranch(when: unknown, id: string, steps: readonly unknown[]) {
  return [{ id: id === 'decide' ? 'decides' : 'decide', do: 'decide', branches: [{ id, when, steps }] }]
}

/** The first free id: two rules of one name become `late` and `late-2`. */
function freeId(id: string, taken: Set<string>): string {
  let free = id
  for (let number = 2; taken.has(free); number++) free = `${id.slice(0, 76)}-${number}`
  taken.add(free)
  return free
}

function at(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

/** Where in the foreign rule the culprit of a problem in ours stands. */
function foreignPath(path: string, base: string, { event }: PlainRule): string {
  const act = 'steps[0].branches[0].steps[0]'
  const isReported = event.type !== ACTS_EVENT && !isActName(event.type)
  const moved: readonly (readonly [string, string])[] = [
    ['steps[0].branches[0].when', 'conditions'],
    ...(event.type === ACTS_EVENT
      ? ([['steps[0].branches[0].steps', 'event.params.acts']] as const)
      : ([
          [isReported ? `${act}.params.params` : `${act}.params`, 'event.params'],
          [`${act}.params.type`, 'event.type'],
          [`${act}.action`, 'event.type'],
        ] as const)),
    ['policy', event.type === ACTS_EVENT ? 'event.params.policy' : ''],
    ['trigger', event.type === ACTS_EVENT ? 'event.params.trigger' : 'trigger'],
  ]
  const match = moved.find(
    ([own]) => path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`),
  )
  if (!match) return at(base, path)
  const [own, other] = match
  return at(base, other === '' ? path.slice(own.length + 1) : `${other}${path.slice(own.length)}`)
}

function issueProblems(issue: z.core.$ZodIssue, json: unknown, base: string): RuleProblem[] {
  const steps =
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
  return steps.map((keys) => {
    const value = keys.reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null
          ? (inner as Record<PropertyKey, unknown>)[key]
          : undefined,
      json,
    )
    const path = keys.reduce<string>(
      (text, key) => (typeof key === 'number' ? `${text}[${key}]` : at(text, String(key))),
      base,
    )
    const found = value === undefined ? '' : (JSON.stringify(value) ?? '').slice(0, 200)
    return { path, found, expected: sentenceOf(issue) }
  })
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return 'This is no part of a plain rule that can be taken over. A rule has "conditions", "event", "name" and "priority".'
  if (issue.code === 'invalid_type')
    return `This must be of type ${issue.expected}. A rule is { "conditions": { "all": [...] }, "event": { "type": "..." } }.`
  return /[.!?]$/.test(issue.message) ? issue.message : `${issue.message}.`
}
