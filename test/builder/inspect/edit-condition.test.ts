import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  asDraft,
  type DraftCondition,
  draftLeaves,
  groupKind,
  isBlank,
  orUnknown,
  partsOf,
  replaceInOrUnknown,
  withOrUnknown,
} from '#builder/inspect/draft-condition.ts'
import {
  type At,
  addTo,
  canLeave,
  conditionAt,
  duplicateAt,
  leaveGroup,
  moveBy,
  regroup,
  removeAt,
  replaceAt,
  wrapAt,
} from '#builder/inspect/edit-condition.ts'

const LATE = { name: 'c1', fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }
const OWES = {
  name: 'c2',
  fact: 'balance',
  params: { currency: 'USD' },
  operator: 'greaterThan',
  value: 5000,
}

/** Every place of a condition, from the outermost inwards. */
function placesOf(condition: DraftCondition, at: At = []): At[] {
  return [at, ...partsOf(condition).flatMap((part, number) => placesOf(part, [...at, number]))]
}

function emptyGroups(condition: DraftCondition): number {
  const parts = partsOf(condition)
  const own = groupKind(condition) !== null && parts.length === 0 ? 1 : 0
  return own + parts.reduce((sum, part) => sum + emptyGroups(part), 0)
}

const EDITS: readonly ((root: DraftCondition, at: At) => DraftCondition)[] = [
  (root, at) => addTo(root, at, 'condition'),
  (root, at) => addTo(root, at, 'any'),
  (root, at) => addTo(root, at, 'not'),
  removeAt,
  duplicateAt,
  (root, at) => moveBy(root, at, 1),
  (root, at) => moveBy(root, at, -1),
  (root, at) => wrapAt(root, at, 'not'),
  leaveGroup,
  (root, at) => {
    const there = conditionAt(root, at)
    return there === undefined || groupKind(there) === null
      ? root
      : replaceAt(root, at, regroup(there, 'not'))
  },
  (root, at) => {
    const there = conditionAt(root, at)
    return there === undefined || groupKind(there) === null
      ? root
      : replaceAt(root, at, regroup(there, 'any'))
  },
]

describe('editing a condition', () => {
  test('no series of edits makes an empty group or gives two leaves one name', () => {
    const edits = fc.array(fc.tuple(fc.nat(EDITS.length - 1), fc.nat(1000)), { maxLength: 25 })
    fc.assert(
      fc.property(edits, (series) => {
        let root: DraftCondition = { all: [LATE, OWES] }
        for (const [which, where] of series) {
          const places = placesOf(root)
          const edit = EDITS[which]
          const at = places[where % places.length]
          if (edit && at && places.length < 60) root = edit(root, at)
        }
        const names = draftLeaves(root).map(({ leaf }) => leaf.name)
        expect(emptyGroups(root)).toBe(0)
        expect(new Set(names).size).toBe(names.length)
      }),
      { numRuns: 150, seed: 6 },
    )
  })

  test('removing the last condition of a group removes the group, and the last of all leaves one to choose', () => {
    const nested = { all: [LATE, { any: [OWES] }] }
    expect(removeAt(nested, [1, 0])).toEqual({ all: [LATE] })
    const left = removeAt({ all: [LATE] }, [0])
    expect(draftLeaves(left).map(({ leaf }) => isBlank(leaf))).toEqual([true])
  })

  test('a condition that is moved changes places with its neighbour and keeps everything else', () => {
    expect(moveBy({ all: [LATE, OWES] }, [1], -1)).toEqual({ all: [OWES, LATE] })
    expect(moveBy({ all: [LATE, OWES] }, [0], -1)).toEqual({ all: [LATE, OWES] })
  })

  test('a condition that leaves its group stands behind it', () => {
    const nested = { all: [{ any: [LATE, OWES] }] }
    expect(canLeave(nested, [0, 1])).toBe(true)
    expect(leaveGroup(nested, [0, 1])).toEqual({ all: [{ any: [LATE] }, OWES] })
  })

  test('"not" of several conditions keeps them together, and going back changes nothing', () => {
    const group = { all: [LATE, OWES] }
    expect(regroup(group, 'not')).toEqual({ not: { all: [LATE, OWES] } })
    expect(regroup(regroup(group, 'not'), 'all')).toEqual(group)
  })

  test('"or unknown" is written out as an any-group of the same fact, and read back as one condition', () => {
    const either = withOrUnknown(OWES, { all: [OWES] })
    expect(either).toEqual({
      any: [
        OWES,
        { name: 'c1', fact: 'balance', params: { currency: 'USD' }, operator: 'isUnknown', value: true },
      ],
    })
    expect(orUnknown(either)).toEqual(OWES)
    const euros = replaceInOrUnknown(either, { ...OWES, params: { currency: 'EUR' } })
    expect(orUnknown(euros)).toMatchObject({ params: { currency: 'EUR' } })
    expect(orUnknown({ any: [OWES, { ...LATE, operator: 'isUnknown', value: true }] })).toBeNull()
  })

  test('what is no condition is shown as one that is still to be chosen', () => {
    for (const json of [null, undefined, 'x', [], {}])
      expect(draftLeaves(asDraft(json)).every(({ leaf }) => isBlank(leaf))).toBe(true)
  })
})
