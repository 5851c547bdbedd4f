import type { z } from 'zod'
import { ACT_NAMES, ACTS, type ActName, isActName } from './acts.ts'
import { checkCondition } from './check-condition.ts'
import { RuleInvalidError, type RuleProblem } from './errors.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { Subject } from './fact-spec.ts'
import { isNestedDeeper, MAX_JSON_DEPTH } from './json-depth.ts'
import { DOCUMENT_EVENTS, type EventKind } from './ledger-event.ts'
import { nearest } from './nearest.ts'
import { FORMAT_VERSION, idFromName, type RuleDocument, RuleShape } from './rule.ts'
import { scheduleProblem } from './schedule.ts'

/** What a rule may refer to. */
export type RuleReferences = {
  readonly catalogue: FactCatalogue
  /** Names of the mail templates there are. */
  readonly templates: readonly string[]
}

type Found = { readonly json: unknown; readonly problems: RuleProblem[]; readonly references: RuleReferences }

/**
 * A rule document from the text of a file. Throws `RuleInvalidError`, which lists every problem with its path, the value
 * found and what would be right. `source` names the file or place in the message.
 */
export function parseRuleText(text: string, source: string, references: RuleReferences): RuleDocument {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RuleInvalidError(source, [{ path: '', found: '', expected: `It is not JSON: ${reason}.` }])
  }
  return parseRule(json, source, references)
}

/** A rule document from parsed JSON; the same checks and errors as `parseRuleText`. */
export function parseRule(json: unknown, source: string, references: RuleReferences): RuleDocument {
  const found: Found = { json, problems: [], references }
  checkVersion(found)
  if (isNestedDeeper(json, MAX_JSON_DEPTH))
    add(
      found,
      'steps',
      undefined,
      'The steps are nested too deep to be read. Flatten them or split the rule.',
    )
  if (found.problems.length > 0) throw new RuleInvalidError(source, found.problems)
  const shape = RuleShape.safeParse(json)
  if (!shape.success) {
    found.problems.push(...shape.error.issues.flatMap((issue) => shapeProblems(issue, json)))
    throw new RuleInvalidError(source, found.problems)
  }
  const document = shape.data
  if ('schedule' in document.trigger) {
    const problem = scheduleProblem(document.trigger.schedule)
    if (problem) add(found, 'trigger.schedule', document.trigger.schedule, problem)
  }
  const event = 'on' in document.trigger ? document.trigger.on : null
  if (document.subject === 'invoice' && event !== null && !DOCUMENT_EVENTS.includes(event))
    add(
      found,
      'subject',
      document.subject,
      `"${event}" is about a customer. Make it a rule about customers, or wait for ${DOCUMENT_EVENTS.join(' or ')}.`,
    )
  for (const key of ['audience', 'exclude'] as const) {
    const condition = document.policy[key]
    // Whom a rule may touch is asked of the customer; what happened is asked in its branches.
    if (condition !== undefined)
      conditionAt(condition, { path: `policy.${key}`, subject: 'customer', event: null, found })
  }
  checkDates(document.policy, found)
  const ids = new Map<string, string>()
  checkSteps(document.steps as readonly StepJson[], 'steps', {
    subject: document.subject,
    event,
    ids,
    tasks: new Set(),
    found,
  })
  if (found.problems.length > 0) throw new RuleInvalidError(source, found.problems)
  // Every condition has just been checked against the grammar, which the schema leaves open.
  return { ...document, id: document.id ?? idFromName(document.name) } as unknown as RuleDocument
}

function add(found: Found, path: string, value: unknown, expected: string): void {
  const text = value === undefined ? '' : (JSON.stringify(value) ?? String(value))
  found.problems.push({ path, found: text.length > 200 ? `${text.slice(0, 200)}…` : text, expected })
}

function checkVersion(found: Found): void {
  const { json } = found
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    add(
      found,
      '',
      json,
      'A rule is a JSON object with "dunlin": 1, "name", "subject", "trigger" and "steps".',
    )
    return
  }
  const version = (json as { dunlin?: unknown }).dunlin
  if (version === undefined)
    add(
      found,
      'dunlin',
      undefined,
      `The format version is missing. Write "dunlin": ${FORMAT_VERSION}. (A plain json-rules-engine rule is taken over by "dunlin rules import".)`,
    )
  else if (typeof version === 'number' && version > FORMAT_VERSION)
    add(
      found,
      'dunlin',
      version,
      `This file was written by a newer Dunlin. This one reads versions up to ${FORMAT_VERSION}; update Dunlin.`,
    )
  else if (version !== FORMAT_VERSION)
    add(found, 'dunlin', version, `The format version is the number ${FORMAT_VERSION}.`)
}

/** Turns one complaint of the schema into problems with a path, the value found and a sentence. */
function shapeProblems(issue: z.core.$ZodIssue, json: unknown): RuleProblem[] {
  const path = pathText(issue.path)
  const value = issue.path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    json,
  )
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: path === '' ? key : `${path}.${key}`,
      found: JSON.stringify((value as Record<string, unknown>)[key]) ?? '',
      expected: `"${key}" is no key that is known here. Remove it or correct its spelling.`,
    }))
  const found = value === undefined ? '' : (JSON.stringify(value) ?? '')
  return [
    { path, found: found.length > 200 ? `${found.slice(0, 200)}…` : found, expected: shapeSentence(issue) },
  ]
}

function shapeSentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `This is one of: ${issue.values.join(', ')}.`
  if (issue.code === 'invalid_type')
    return `This must be ${issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`}.`
  if (issue.code === 'invalid_union' && 'discriminator' in issue)
    return 'A step does one of: act, wait, decide.'
  return /[.!?]$/.test(issue.message) ? issue.message : `${issue.message}.`
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  )
}

function conditionAt(
  json: unknown,
  { path, subject, event, found }: { path: string; subject: Subject; event: EventKind | null; found: Found },
): void {
  const { catalogue } = found.references
  found.problems.push(...checkCondition(json, { catalogue, subject, path, event }).problems)
}

function checkDates(
  policy: { from?: string; until?: string; blackout?: { from: string; until: string }[] },
  found: Found,
) {
  if (policy.from !== undefined && policy.until !== undefined && policy.from > policy.until)
    add(found, 'policy.until', policy.until, `The rule must end after it begins on ${policy.from}.`)
  policy.blackout?.forEach((span, at) => {
    if (span.from > span.until)
      add(
        found,
        `policy.blackout[${at}].until`,
        span.until,
        `A span ends on or after its first day ${span.from}.`,
      )
  })
}

type ActJson = {
  id: string
  do: 'act'
  action: string
  params: Record<string, unknown>
  every?: unknown
  times?: number
}
type StepJson =
  | ActJson
  | { id: string; do: 'wait'; until?: { taskDone: string } }
  | {
      id: string
      do: 'decide'
      branches: { id: string; when: unknown; steps: StepJson[] }[]
      otherwise?: StepJson[]
    }

type Checking = {
  readonly subject: Subject
  readonly event: EventKind | null
  /** The ids taken, with where. */
  readonly ids: Map<string, string>
  /** The steps so far that make a task. */
  readonly tasks: Set<string>
  readonly found: Found
}

function checkSteps(steps: readonly StepJson[], path: string, checking: Checking): void {
  const { ids, found } = checking
  const takeId = (id: string, at: string) => {
    const first = ids.get(id)
    if (first !== undefined)
      add(found, `${at}.id`, id, `Ids are used once in a rule; ${first} has this one. Choose another.`)
    else ids.set(id, at)
  }
  steps.forEach((step, at) => {
    const here = `${path}[${at}]`
    takeId(step.id, here)
    if (step.do === 'act') {
      checkAct(step, here, at === steps.length - 1, checking)
      if (step.action === 'create-task') checking.tasks.add(step.id)
    } else if (step.do === 'wait') checkWait(step, here, checking)
    else if (step.do === 'decide') {
      step.branches.forEach((branch, number) => {
        const branchPath = `${here}.branches[${number}]`
        takeId(branch.id, branchPath)
        conditionAt(branch.when, { ...checking, path: `${branchPath}.when` })
        checkSteps(branch.steps, `${branchPath}.steps`, checking)
      })
      checkSteps(step.otherwise ?? [], `${here}.otherwise`, checking)
    }
  })
}

function checkWait(
  { until }: { readonly until?: { readonly taskDone: string } },
  path: string,
  { tasks, found }: Checking,
): void {
  if (until !== undefined && !tasks.has(until.taskDone))
    add(
      found,
      `${path}.until.taskDone`,
      until.taskDone,
      'This is the id of a step before it that creates a task. Put the task first, or name another.',
    )
}

/** Acts that are about one document, or about the payment that started the rule. */
function checkActPlace(action: ActName, path: string, { subject, event, found }: Checking): void {
  if ((action === 'send-invoice' || action === 'open-dispute') && subject !== 'invoice')
    add(
      found,
      `${path}.action`,
      action,
      `"${action}" is about one invoice, and this rule is about customers. Write a rule about invoices.`,
    )
  if (action === 'send-receipt' && event !== 'payment-received')
    add(
      found,
      `${path}.action`,
      action,
      'A receipt is for a payment. Let the rule wait for "payment-received".',
    )
}

function checkAct(step: ActJson, path: string, isLast: boolean, checking: Checking): void {
  const { found } = checking
  if (!isActName(step.action)) {
    add(
      found,
      `${path}.action`,
      step.action,
      `There is no such act. ${nearest(step.action, ACT_NAMES)} Acts: ${ACT_NAMES.join(', ')}.`,
    )
    return
  }
  const params = ACTS[step.action].params.safeParse(step.params)
  if (!params.success)
    for (const issue of params.error.issues)
      for (const problem of shapeProblems(issue, step.params))
        found.problems.push({
          ...problem,
          path: `${path}.params${problem.path === '' ? '' : `.${problem.path}`}`,
        })
  // The defaults of the params (to whom, how a hold ends) belong to the act from here on.
  else step.params = params.data
  const { template } = step.params
  checkActPlace(step.action, path, checking)
  if (typeof template === 'string') {
    const { templates } = found.references
    if (!templates.includes(template))
      add(
        found,
        `${path}.params.template`,
        template,
        `There is no such mail template. ${nearest(template, templates)} Templates: ${templates.join(', ')}.`,
      )
  }
  if (step.every !== undefined) {
    if (step.times === undefined)
      add(
        found,
        `${path}.times`,
        undefined,
        'A repeating act needs "times", how often it acts at most in all.',
      )
    if (!isLast)
      add(found, path, undefined, 'A repeating act stands last in its list of steps. Move it to the end.')
  } else if (step.times !== undefined)
    add(found, `${path}.times`, step.times, '"times" goes with "every", after how many days the act repeats.')
}
