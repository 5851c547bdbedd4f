import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RuleStep } from '#engine/rule.ts'
import { countKey, graphOf, type RuleGraph, TRIGGER_ID } from '../../builder/canvas/graph.ts'
import { aBranch, aDecide, aLetter, aRule, aWait, theMissionRule } from './a-rule.ts'

const edgesOf = (graph: RuleGraph) =>
  graph.edges.map(({ from, to, case: reason }) => [from, to, reason === null ? '' : countKey(reason)])

describe('the drawing of a rule', () => {
  test('starts at the trigger and flows through every step of the mission rule', () => {
    const graph = graphOf(theMissionRule())
    expect(graph.nodes.map((node) => [node.id, node.kind])).toEqual([
      [TRIGGER_ID, 'trigger'],
      ['late', 'decide'],
      ['mail', 'act'],
      ['hold', 'act'],
    ])
    expect(edgesOf(graph)).toEqual([
      [TRIGGER_ID, 'late', ''],
      ['late', 'mail', 'late-30'],
      ['mail', 'hold', ''],
    ])
  })

  test('brings the branches of a decide, and otherwise, together at the step after it', () => {
    const graph = graphOf(
      aRule([
        aDecide('which', [aBranch('b60', 60, [aLetter('firm')]), aBranch('b30', 30, [aLetter('kind')])]),
        aWait('pause', 7),
      ]),
    )
    expect(edgesOf(graph)).toEqual([
      [TRIGGER_ID, 'which', ''],
      ['which', 'firm', 'b60'],
      ['which', 'kind', 'b30'],
      ['firm', 'pause', ''],
      ['kind', 'pause', ''],
      ['which', 'pause', 'which:otherwise'],
    ])
  })

  test('draws the steps of otherwise behind their own edge', () => {
    const graph = graphOf(aRule([aDecide('which', [aBranch('b', 30, [aLetter('mail')])], [aLetter('note')])]))
    expect(edgesOf(graph)).toContainEqual(['which', 'note', 'which:otherwise'])
  })

  test('gives every step exactly one node, every node one way in, and every edge its own name, for any rule', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const rule = aRule(withIds(steps))
        const graph = graphOf(rule)
        const ids = graph.nodes.map((node) => node.id)
        expect(ids).toEqual([TRIGGER_ID, ...idsOf(rule.steps)])
        expect(new Set(ids).size).toBe(ids.length)
        expect(new Set(graph.edges.map((edge) => edge.id)).size).toBe(graph.edges.length)
        const order = new Map(ids.map((id, at) => [id, at]))
        for (const edge of graph.edges) expect(order.get(edge.from)!).toBeLessThan(order.get(edge.to)!)
        for (const id of ids.slice(1)) expect(graph.edges.some((edge) => edge.to === id)).toBe(true)
        expect(graphOf(rule)).toEqual(graph)
      }),
    )
  })
})

const idsOf = (steps: readonly RuleStep[]): string[] =>
  steps.flatMap((step) =>
    step.do === 'decide'
      ? [step.id, ...step.branches.flatMap((branch) => idsOf(branch.steps)), ...idsOf(step.otherwise ?? [])]
      : [step.id],
  )

const { anySteps } = fc.letrec<{ anySteps: RuleStep[]; step: RuleStep }>((tie) => ({
  anySteps: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
  step: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'steps' },
    fc.constant(aLetter('x')),
    fc.constant(aWait('x', 3)),
    fc
      .tuple(
        fc.array(fc.array(tie('step'), { maxLength: 2, depthIdentifier: 'steps' }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.option(tie('anySteps')),
      )
      .map(([branches, otherwise]) =>
        aDecide(
          'x',
          branches.map((steps, at) => aBranch('x', 30 + at, steps)),
          otherwise ?? undefined,
        ),
      ),
  ),
}))

function withIds(steps: readonly RuleStep[]): RuleStep[] {
  let count = 0
  const rename = (list: readonly RuleStep[]): RuleStep[] =>
    list.map((step) => {
      count += 1
      const id = `s${count}`
      if (step.do !== 'decide') return { ...step, id }
      const branches = step.branches.map((branch, at) => ({
        ...branch,
        id: `${id}-b${at}`,
        steps: rename(branch.steps),
      }))
      return { ...step, id, branches, ...(step.otherwise ? { otherwise: rename(step.otherwise) } : {}) }
    })
  return rename(steps)
}
