import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, replaceEqualDeep, useQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import type { RuleDocument } from '#engine/rule.ts'
import type { LiveCountView } from '#server/client.ts'
import { graphOf, TRIGGER_ID } from '../canvas/graph.ts'
import type { Tally } from '../canvas/tally.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { useSame } from '../data/use-same.ts'
import { useCatalogue } from './catalogue.ts'
import { type Countable, countable } from './countable.ts'

/** Of whom a single condition is true, and of how many it cannot be said. */
export type ConditionTally = Tally & { readonly unknown: number }

export type LiveCounts = {
  /** `stale`: of the rule as it was a moment ago. `none`: nothing is known yet. */
  readonly state: 'fresh' | 'stale' | 'none'
  /** True when what is not filled in yet was left out of the count. */
  readonly isPartial: boolean
  /** Why there are no counts; null while there are, or they are on their way. */
  readonly problem: string | null
  /** By branch id, and `DECIDE:otherwise` for those whom no branch took. */
  readonly edges: Readonly<Record<string, Tally>>
  /** By step id; the trigger's are all those the rule looks at. */
  readonly steps: Readonly<Record<string, Tally>>
  /** By the id of a decide: of how many none of its branches could be told. */
  readonly missing: Readonly<Record<string, number>>
  /** By `BRANCH/when.all[1]`. */
  readonly conditions: Readonly<Record<string, ConditionTally>>
  /** Beside the version that acts now; null when none does. */
  readonly delta: LiveCountView['delta']
}

/** How long somebody has to pause before the rule is counted again. */
const PAUSE_MS = 120

/**
 * Counts the rule as it is written, for the canvas and for every condition. What is shown is marked stale with the first
 * keystroke; a count that is overtaken is given up.
 */
export function useLiveCounts(rule: RuleDocument): LiveCounts {
  const catalogue = useCatalogue(rule.id)
  const asked = useMemo(() => countable(rule, catalogue), [rule, catalogue])
  const key = useMemo(() => JSON.stringify(asked.document), [asked])
  const [settledKey] = useDebouncedValue(key, PAUSE_MS)
  const found = useQuery({
    queryKey: ['live-count', rule.id, settledKey],
    // The key is written already; writing it once more takes time at every keystroke.
    queryKeyHashFn: (key) => key.join(' '),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => ({
      // Taken apart again, so that the answer belongs to what was asked and not to what is written by now.
      view: await read<LiveCountView>(
        client.api.v1.rules.count.$post(
          { json: { document: JSON.parse(settledKey) as Record<string, unknown> } },
          { ...inCompany(), init: { signal } },
        ),
      ),
      key: settledKey,
    }),
  })
  const { data, error } = found
  const view = data?.view
  const places = useSame(asked.places)
  // They stay the same objects until there are others: the drawing of them all is not done anew for their being stale, and of a new
  // count only what differs is written anew.
  const last = useRef(NOTHING)
  const figures = useMemo(() => {
    if (view !== undefined) last.current = replaceEqualDeep(last.current, countsOf(view, places))
    return last.current
  }, [view, places])
  const missing = useSame(useMemo(() => (view === undefined ? {} : missingOf(rule, view)), [rule, view]))
  const state = data === undefined ? 'none' : data.key === key && error === null ? 'fresh' : 'stale'
  const { isPartial } = asked
  const problem = error?.message ?? null
  return useMemo(
    (): LiveCounts => ({ ...figures, missing, state, isPartial, problem }),
    [figures, missing, state, isPartial, problem],
  )
}

type Places = Countable['places']

type Figures = Pick<LiveCounts, 'edges' | 'steps' | 'conditions' | 'delta'>

const NOTHING: Figures = { edges: {}, steps: {}, conditions: {}, delta: null }

function countsOf(view: LiveCountView, places: Places): Figures {
  const edges: Record<string, Tally> = {}
  const steps: Record<string, Tally> = { [TRIGGER_ID]: { count: view.admitted, open: view.admittedOpen } }
  const conditions: Record<string, ConditionTally> = {}
  for (const branch of view.branches) {
    edges[branch.id] = branch.taken
    for (const { path, yes, unknown } of branch.conditions) {
      const place = places[branch.id]?.[path.replace(/^when\.?/, '')]
      if (place !== undefined)
        conditions[conditionKey(branch.id, place)] = { count: yes.count, open: yes.open, unknown }
    }
  }
  for (const { id, count, open } of view.otherwise) edges[`${id}:otherwise`] = { count, open }
  for (const { id, count, open } of view.steps) steps[id] = { count, open }
  return { edges, steps, conditions, delta: view.delta }
}

function missingOf(rule: RuleDocument, { branches }: LiveCountView): Record<string, number> {
  const unknown = new Map(branches.map((branch) => [branch.id, branch.unknown]))
  return Object.fromEntries(
    graphOf(rule).nodes.flatMap(({ id, kind, step }) =>
      kind === 'decide'
        ? [[id, step.branches.reduce((sum, branch) => sum + (unknown.get(branch.id) ?? 0), 0)]]
        : [],
    ),
  )
}

/** Under which key the count of a condition stands; `path` is its place within the branch's condition, such as `all[1]`. */
export function conditionKey(branchId: string, path: string): string {
  return `${branchId}/${path === '' ? 'when' : `when.${path}`}`
}
