import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { RuleDocument } from '#engine/rule.ts'
import type { CheckView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { useSame } from '../data/use-same.ts'
import { useAtRest } from '../frame/at-rest.ts'
import { words } from '../words/words.ts'
import { templatesQuery, useCatalogue } from './catalogue.ts'
import { asDraft, draftLeaves } from './draft-condition.ts'
import { allProblems, type Problem, unfilledProblems } from './problems.ts'

const text = words.inspect.problems

export type RuleProblems = {
  readonly problems: readonly Problem[]
  /** True while the server has not yet said anything of the rule as it stands. */
  readonly isChecking: boolean
  /** The next times the rule comes due, as instants; null while the server has not worked them out. */
  readonly nextTimes: readonly string[] | null
}

const PAUSE_MS = 400

/**
 * What is wrong with the rule as it is written. What can be told in the browser is told with every keystroke; the server adds
 * shared segments and the rule's own tests once somebody pauses.
 */
export function useProblems(rule: RuleDocument): RuleProblems {
  const catalogue = useCatalogue(rule.id)
  const isAtRest = useAtRest()
  const [opened] = useState(rule)
  const templates = useQuery(templatesQuery).data?.templates
  const [settled] = useDebouncedValue(rule, PAUSE_MS)
  const server = useQuery({
    queryKey: ['rule-check', numberOf(settled)],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      read<CheckView>(
        client.api.v1.rules.check.$post(
          { json: { document: { ...settled } } },
          { ...inCompany(), init: { signal } },
        ),
      ),
  })
  // The checks bring the reading of schedules with them. The server tells what is wrong when the page opens;
  // they are fetched with the first change, or when there is nothing better to do.
  const check = useQuery({
    queryKey: ['local-check'],
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isAtRest || rule !== opened,
    queryFn: async () => (await import('./local-check.ts')).checkLocally,
  }).data
  const names = useMemo(() => templates?.map(({ name }) => name) ?? null, [templates])
  const own = useMemo(() => unfilledProblems(rule, catalogue), [rule, catalogue])
  const local = useMemo(
    () =>
      check === undefined || usesSegments(rule)
        ? { problems: [], warnings: [] }
        : check(rule, { catalogue, templates: names }),
    [check, rule, catalogue, names],
  )
  const isCurrent = settled === rule && !server.isPlaceholderData && server.data !== undefined
  const problems = useMemo(() => {
    const said = isCurrent ? server.data : undefined
    const problems = allProblems(rule, own, {
      problems: [...local.problems, ...(said?.problems ?? [])],
      warnings: [...local.warnings, ...(said?.warnings ?? [])],
    })
    const tests = (said?.tests ?? [])
      .filter(({ passed }) => !passed)
      .map(
        ({ name, problem }): Problem => ({
          path: 'tests',
          at: '',
          sentence: problem === null ? text.test(name) : `${text.test(name)}: ${problem}`,
          isWarning: false,
        }),
      )
    return [...tests, ...problems]
  }, [rule, own, local, isCurrent, server.data])
  // Most keystrokes change none of them.
  const same = useSame(problems)
  const nextTimes = (isCurrent ? server.data?.nextTimes : null) ?? null
  return useMemo(() => ({ problems: same, isChecking: !isCurrent, nextTimes }), [same, isCurrent, nextTimes])
}

const numbers = new WeakMap<RuleDocument, number>()
let lastNumber = 0

/** What a document is known by: with every keystroke it is asked for, and reading two hundred steps for it would take longer than that. */
function numberOf(document: RuleDocument): number {
  const known = numbers.get(document) ?? ++lastNumber
  numbers.set(document, known)
  return known
}

/** Saved segments are known to the server alone. */
function usesSegments(rule: RuleDocument): boolean {
  const holds = (json: unknown) => draftLeaves(asDraft(json)).some(({ leaf }) => 'condition' in leaf)
  const inSteps = (steps: RuleDocument['steps']): boolean =>
    steps.some(
      (step) =>
        step.do === 'decide' &&
        (step.branches.some((branch) => holds(branch.when) || inSteps(branch.steps)) ||
          inSteps(step.otherwise ?? [])),
    )
  const { audience, exclude } = rule.policy
  return (
    inSteps(rule.steps) ||
    (audience !== undefined && holds(audience)) ||
    (exclude !== undefined && holds(exclude))
  )
}
