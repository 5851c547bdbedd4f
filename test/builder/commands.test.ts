import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ACT_NAMES } from '#engine/acts.ts'
import { canonicalLogic } from '#engine/canonical-logic.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument, RuleStep } from '#engine/rule.ts'
import * as branchCommands from '../../builder/edit/branch-commands.ts'
import {
  addTest,
  type Command,
  duplicateStep,
  insertStep,
  moveStep,
  pasteSteps,
  removeStep,
  rename,
  replaceStep,
  setPolicy,
} from '../../builder/edit/commands.ts'
import { createEditor } from '../../builder/edit/editor.ts'
import { newAct, newDecide, newWait } from '../../builder/edit/new-step.ts'
import { pinsOf, setNote, setView, unpinAll } from '../../builder/edit/notes-and-pins.ts'
import { listsOf, type Place } from '../../builder/edit/place.ts'
import { duplicateSeveral, moveSeveral, removeSeveral } from '../../builder/edit/several.ts'
import { findStep, idsOf } from '../../builder/edit/step-tree.ts'
import { aBranch, aDecide, aLetter, aRule, aWait, theMissionRule } from './a-rule.ts'

const editorOf = (rule: RuleDocument) =>
  createEditor({ ruleId: rule.id, base: { revision: 1, document: rule } })
const branchesOf = (rule: RuleDocument) =>
  listsOf(rule).flatMap(({ steps }) =>
    steps.flatMap((step) => (step.do === 'decide' ? step.branches.map((branch) => ({ step, branch })) : [])),
  )

/** A number picks among what the rule has at that moment, so any series of numbers is a series of commands that can be reached. */
const pick = <Value>(from: readonly Value[], n: number): Value | undefined =>
  from[n % Math.max(1, from.length)]
const anyCommand = fc
  .tuple(fc.nat(19), fc.nat(), fc.nat())
  .map(([kind, a, b]) => (rule: RuleDocument): Command | null => {
    const ids = idsOf(rule.steps)
    const steps = ids.filter((id) => findStep(rule, id) !== null)
    const id = pick(steps, a) ?? 'nothing'
    const branch = pick(branchesOf(rule), a)
    const list = pick(listsOf(rule), b)!
    const at: Place = { list: list.list, at: b % (list.steps.length + 1) }
    const step = findStep(rule, id)?.step
    switch (kind) {
      case 0:
        return insertStep(at, newAct(pick(ACT_NAMES, a)!))
      case 1:
        return insertStep(at, newWait())
      case 2:
        return insertStep(at, newDecide())
      case 3:
        return removeStep(id)
      case 4:
      case 5:
        return moveStep(id, at)
      case 6:
        return duplicateStep(id)
      case 7:
        return step ? pasteSteps(at, [step]) : null
      case 8:
        return branch ? branchCommands.addBranch(branch.step.id) : null
      case 9:
        return branch ? branchCommands.removeBranch(branch.branch.id) : null
      case 10:
        return branch ? branchCommands.moveBranch(branch.branch.id, b % branch.step.branches.length) : null
      case 11:
        return branch ? branchCommands.duplicateBranch(branch.branch.id) : null
      case 12:
        return branch
          ? branchCommands.replaceBranch(
              branch.branch.id,
              { ...branch.branch, when: { all: [{ any: [] }, { not: { all: [] } }] } },
              'x',
            )
          : null
      case 13:
        return setNote(id, pick(['', 'Ask Ann first.'], b)!)
      case 14:
        return setView(new Map([[id, { x: a % 500, y: b % 500 }]]), 'Pinned')
      case 15:
        return setPolicy({ priority: a % 100, audience: { all: [] } })
      case 16:
        return removeSeveral([id, pick(steps, b) ?? id])
      case 17:
        return moveSeveral([id, pick(steps, b) ?? id], at)
      case 18:
        return duplicateSeveral(rule, [id, pick(steps, b) ?? id])
      default:
        return rename(`Rule ${a}`)
    }
  })
test('several steps go to one place one behind the other, and one that another holds goes with it', () => {
  const rule = aRule([
    aLetter('a'),
    aDecide('d', [aBranch('b', 30, [aLetter('inner')])]),
    aLetter('c'),
    aLetter('z'),
  ])
  const idsAfter = (command: Command) => command.apply(rule).steps.map(({ id }) => id)
  expect(idsAfter(moveSeveral(['c', 'inner', 'a', 'd'], { list: 'root', at: 4 }))).toEqual([
    'z',
    'a',
    'd',
    'c',
  ])
  expect(idsAfter(removeSeveral(['a', 'inner', 'd']))).toEqual(['c', 'z'])
  // A decide does not go into one of its own branches, nor does anything that is chosen with it.
  expect(moveSeveral(['a', 'd'], { list: { decide: 'd', branch: 'b' }, at: 0 }).apply(rule)).toBe(rule)
})

const anyCommands = fc.array(anyCommand, { maxLength: 25 })

const emptyGroups = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).some(
        ([key, inner]) =>
          ((key === 'all' || key === 'any') && Array.isArray(inner) && inner.length === 0) ||
          emptyGroups(inner),
      )
    : false

describe('any series of commands', () => {
  test('is undone to the rule it began with, and done again to the rule it ended with', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const rule = theMissionRule()
        const before = structuredClone(rule)
        const editor = editorOf(rule)
        for (const command of commands) {
          const next = command(editor.getState().document)
          if (next) editor.getState().run(next)
        }
        const after = structuredClone(editor.getState().document)
        while (editor.getState().past.length > 0) editor.getState().undo()
        expect(editor.getState().document).toEqual(before)
        while (editor.getState().future.length > 0) editor.getState().redo()
        expect(editor.getState().document).toEqual(after)
      }),
      { numRuns: 150 },
    )
  })

  test('leaves no empty group, no decide without branches and no id twice', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        let rule = theMissionRule()
        for (const command of commands) rule = command(rule)?.apply(rule) ?? rule
        expect(emptyGroups({ steps: rule.steps, policy: rule.policy })).toBe(false)
        const ids = idsOf(rule.steps)
        expect(new Set(ids).size).toBe(ids.length)
        for (const { steps } of listsOf(rule))
          for (const step of steps) if (step.do === 'decide') expect(step.branches.length).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })
})

describe('a command', () => {
  test.each<[string, (rule: RuleDocument) => Command]>([
    ['a note', () => setNote('mail', 'Ask Ann first.')],
    ['a pin', () => setView(new Map([['mail', { x: 40, y: 80 }]]), 'Pinned')],
    ['taking the pins away', () => unpinAll()],
    ['another name', () => rename('Something else')],
    ['a test', () => addTest({ name: 'Nobody', given: {}, expect: [] })],
  ])('that is %s leaves the logic of the rule as it is', (_, command) => {
    const rule = setView(new Map([['hold', { x: 8, y: 8 }]]), 'Pinned').apply(theMissionRule())
    expect(canonicalLogic(command(rule).apply(rule))).toBe(canonicalLogic(rule))
  })

  test('keeps keys it does not know, at every depth', () => {
    const strange = {
      ...aRule([{ ...aLetter('mail'), colour: 'red' } as RuleStep, aWait('pause', 3)]),
      futureKey: { a: 1 },
      notes: ['an old note'],
      view: { zoom: 2 },
    }
    const commands = [
      moveStep('mail', { list: 'root', at: 2 }),
      setNote('mail', 'Ask Ann.'),
      setView(new Map([['mail', { x: 1, y: 2 }]]), 'Pinned'),
      unpinAll(),
      setNote('mail', ''),
    ]
    const after = commands.reduce<RuleDocument>((rule, command) => command.apply(rule), strange)
    expect(after).toEqual({ ...strange, steps: [strange.steps[1], strange.steps[0]] })
  })

  test('pastes a step under an id it never had, since the original may be done for somebody', () => {
    const rule = theMissionRule()
    const pasted = pasteSteps({ list: 'root', at: 1 }, rule.steps).apply(rule)
    expect(idsOf(pasted.steps)).toHaveLength(8)
    expect(new Set(idsOf(pasted.steps)).size).toBe(8)
    expect(canonicalLogic({ ...rule, steps: pasted.steps.slice(1) })).toBe(canonicalLogic(rule))
  })

  test('moves a step down and up its list, into another list, and never into itself', () => {
    const rule = aRule([aLetter('a'), aDecide('d', [aBranch('b', 30, [aLetter('c')])]), aLetter('e')])
    const order = (command: Command) => idsOf(command.apply(rule).steps)
    expect(order(moveStep('a', { list: 'root', at: 3 }))).toEqual(['d', 'b', 'c', 'e', 'a'])
    expect(order(moveStep('e', { list: 'root', at: 0 }))).toEqual(['e', 'a', 'd', 'b', 'c'])
    expect(order(moveStep('e', { list: { decide: 'd', branch: 'b' }, at: 0 }))).toEqual([
      'a',
      'd',
      'b',
      'e',
      'c',
    ])
    expect(order(moveStep('a', { list: { decide: 'd', otherwise: true }, at: 0 }))).toEqual([
      'd',
      'b',
      'c',
      'a',
      'e',
    ])
    expect(moveStep('d', { list: { decide: 'd', branch: 'b' }, at: 0 }).apply(rule)).toBe(rule)
  })

  test('that deletes the only branch of a decide leaves what happened otherwise in its place', () => {
    const rule = aRule([
      aDecide('d', [aBranch('b', 30, [aLetter('firm')])], [aLetter('kind')]),
      aWait('w', 3),
    ])
    expect(branchCommands.removeBranch('b').apply(rule).steps).toEqual([aLetter('kind'), aWait('w', 3)])
  })

  test('takes the notes and pins of what it deletes with it', () => {
    const rule = setView(
      new Map([
        ['mail', { x: 1, y: 1 }],
        ['hold', { x: 2, y: 2 }],
      ]),
      'Pinned',
    ).apply(setNote('mail', 'Ask Ann.').apply(theMissionRule()))
    const after = removeStep('mail').apply(rule)
    expect(after.notes).toEqual([])
    expect([...pinsOf(after).keys()]).toEqual(['hold'])
  })

  test('names what it did, and undo chooses again what was chosen before', () => {
    const editor = editorOf(theMissionRule())
    editor.getState().select('mail')
    editor.getState().run(insertStep({ list: 'root', at: 1 }, aWait('pause', 3)))
    expect(editor.getState().past.at(-1)?.name).toBe('Added “Wait”')
    expect(editor.getState().selected).toBe('pause')
    editor.getState().undo()
    expect(editor.getState().selected).toBe('mail')
    editor.getState().run(removeStep('mail'))
    expect(editor.getState().selected).toBe('late-30')
  })

  test('that changes nothing is no entry of undo, and neither is choosing a step', () => {
    const editor = editorOf(theMissionRule())
    editor.getState().select('mail')
    editor.getState().run(rename('30 days overdue and over 5,000'))
    editor.getState().run(removeStep('nothing'))
    expect(editor.getState().past).toEqual([])
  })

  test('joins the keystrokes in one field until the field is left', () => {
    const editor = editorOf(theMissionRule())
    for (const name of ['A', 'Ab', 'Abc']) editor.getState().run(rename(name))
    expect(editor.getState().past.map(({ name }) => name)).toEqual(['Renamed to “Abc”'])
    editor.getState().seal()
    editor.getState().run(rename('Abcd'))
    editor.getState().undo()
    expect(editor.getState().document.name).toBe('Abc')
    editor.getState().undo()
    expect(editor.getState().document.name).toBe('30 days overdue and over 5,000')
  })

  test('is kept for two hundred steps of undo, saved in between or not', () => {
    const editor = editorOf(theMissionRule())
    for (let days = 1; days <= 120; days++) {
      editor.getState().run(replaceStep('mail', aWait('mail', days), `Wait ${days}`))
      if (days % 10 === 0) {
        editor.getState().saving()
        editor.getState().saved({ revision: days, document: editor.getState().document })
      }
    }
    for (let days = 1; days <= 120; days++) editor.getState().undo()
    expect(editor.getState().document).toEqual(theMissionRule())
    expect(editor.getState().savedState).toBe('unsaved')
  })
})

describe('the text of a rule', () => {
  test('is read back as the same rule, after any commands that leave it valid', () => {
    const references = { catalogue: catalogueOf(), templates: ['overdue-30'] }
    const rule = [
      insertStep({ list: 'root', at: 1 }, newAct('send-email', { template: 'overdue-30', to: 'billing' })),
      duplicateStep('late'),
      setNote('mail', 'Ask Ann.'),
      setPolicy({ priority: 60 }),
    ].reduce<RuleDocument>((each, command) => command.apply(each), theMissionRule())
    expect(parseRule(JSON.parse(JSON.stringify(rule, null, 2)), 'the text', references)).toEqual(rule)
  })
})
