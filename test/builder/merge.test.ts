import { describe, expect, test } from 'vitest'
import type { RuleDocument } from '#engine/rule.ts'
import { addBranch } from '../../builder/edit/branch-commands.ts'
import {
  type Command,
  insertStep,
  moveStep,
  removeStep,
  rename,
  replaceStep,
  setPolicy,
} from '../../builder/edit/commands.ts'
import { createEditor } from '../../builder/edit/editor.ts'
import { merged } from '../../builder/edit/merge.ts'
import { setNote } from '../../builder/edit/notes-and-pins.ts'
import { aBranch, aLetter, aWait, theMissionRule } from './a-rule.ts'

const base = theMissionRule()
const IN_BRANCH = { decide: 'late', branch: 'late-30' }
const changed = (...commands: Command[]): RuleDocument =>
  commands.reduce((rule, command) => command.apply(rule), base)
const firm = aLetter('mail', { params: { template: 'overdue-60', to: 'billing' } })

const PAIRS: [string, Command[], Command[]][] = [
  ['different steps', [replaceStep('mail', firm, 'x')], [removeStep('hold')]],
  ['a step and the name', [replaceStep('mail', firm, 'x')], [rename('Another name')]],
  [
    'additions to one list',
    [insertStep({ list: IN_BRANCH, at: 0 }, aWait('w', 3))],
    [insertStep({ list: IN_BRANCH, at: 2 }, aLetter('third'))],
  ],
  [
    'a move and an edit of the same step',
    [moveStep('mail', { list: 'root', at: 0 })],
    [replaceStep('mail', firm, 'x')],
  ],
  [
    'a branch and the limits',
    [addBranch('late', { branch: aBranch('b60', 60, [aLetter('firm')]) })],
    [setPolicy({ priority: 70 })],
  ],
  ['a note and a step', [setNote('mail', 'Ask Ann.')], [replaceStep('hold', aWait('hold', 9), 'x')]],
]

describe('two edits of one rule', () => {
  test.each(PAIRS)('of %s are put together, whoever was first', (_, ours, others) => {
    const [mine, theirs] = [changed(...ours), changed(...others)]
    const both = changed(...others, ...ours)
    for (const sides of [
      { base, mine, theirs },
      { base, mine: theirs, theirs: mine },
    ]) {
      const together = merged(sides)
      expect(together).toEqual({ ok: true, document: both })
    }
  })

  test.each<[string, Command[], Command[]]>([
    ['the same step', [replaceStep('mail', firm, 'x')], [replaceStep('mail', aWait('mail', 3), 'x')]],
    ['a step one has deleted', [removeStep('mail')], [replaceStep('mail', firm, 'x')]],
    [
      'a step inside what one has deleted',
      [removeStep('late')],
      [insertStep({ list: IN_BRANCH, at: 0 }, aWait('w', 3))],
    ],
    ['the name', [rename('One')], [rename('Two')]],
    [
      'the place of one step',
      [moveStep('mail', { list: 'root', at: 0 })],
      [moveStep('mail', { list: 'root', at: 1 })],
    ],
  ])('of %s are left to a person', (_, ours, others) => {
    const sides = { base, mine: changed(...ours), theirs: changed(...others) }
    expect(merged(sides).ok).toBe(false)
    expect(merged({ base, mine: sides.theirs, theirs: sides.mine }).ok).toBe(false)
  })

  test('that are the same are no conflict, though their keys stand in another order', () => {
    const mine = changed(replaceStep('mail', firm, 'x'))
    const { id, ...rest } = mine
    expect(merged({ base, mine, theirs: { ...rest, id } }).ok).toBe(true)
  })
})

describe('an editor that takes in what somebody else has saved', () => {
  const editorWith = (...commands: Command[]) => {
    const editor = createEditor({ ruleId: base.id, base: { revision: 4, document: base } })
    for (const command of commands) editor.getState().run(command)
    return editor
  }
  const theirs = (...commands: Command[]) => ({
    revision: 5,
    document: changed(...commands),
    by: 'Ada',
    at: null,
  })

  test('undoes its own changes afterwards, and not theirs', () => {
    const editor = editorWith(replaceStep('mail', firm, 'Another letter'))
    editor.getState().takeIn(theirs(removeStep('hold')))
    expect(editor.getState()).toMatchObject({
      savedState: 'unsaved',
      tookInFrom: 'Ada',
      base: { revision: 5 },
    })
    expect(editor.getState().document).toEqual(changed(replaceStep('mail', firm, 'x'), removeStep('hold')))
    editor.getState().undo()
    expect(editor.getState().document).toEqual(changed(removeStep('hold')))
    expect(editor.getState().savedState).toBe('saved')
  })

  test('saves nothing until a person has chosen, and either choice can be undone or seen', () => {
    const editor = editorWith(rename('Mine'))
    editor.getState().takeIn(theirs(rename('Theirs')))
    expect(editor.getState().savedState).toBe('conflict')
    expect(editor.getState().document.name).toBe('Mine')
    editor.getState().resolve('theirs', 'Took Ada’s version')
    expect(editor.getState()).toMatchObject({ savedState: 'saved', conflict: null })
    expect(editor.getState().document.name).toBe('Theirs')
    editor.getState().undo()
    expect(editor.getState().document.name).toBe('Mine')
    expect(editor.getState()).toMatchObject({ savedState: 'unsaved', base: { revision: 5 } })
  })

  test('knows its own save when it is told of it', () => {
    const editor = editorWith(rename('Mine'))
    editor.getState().saving()
    editor.getState().saved({ revision: 5, document: editor.getState().document })
    editor.getState().takeIn(theirs(rename('Mine')))
    expect(editor.getState()).toMatchObject({ savedState: 'saved', tookInFrom: null })
  })
})
