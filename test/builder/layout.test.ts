import { describe, expect, test } from 'vitest'
import type { RuleDocument } from '#engine/rule.ts'
import { graphOf, TRIGGER_ID } from '../../builder/canvas/graph.ts'
import { layOut, type Placed } from '../../builder/canvas/layout.ts'
import { duplicateStep } from '../../builder/edit/commands.ts'
import { setView } from '../../builder/edit/notes-and-pins.ts'
import { listsOf } from '../../builder/edit/place.ts'
import { aBranch, aDecide, aLetter, aRule, aWait, theMissionRule } from './a-rule.ts'

const SIZE = { width: 260, height: 84 }
const overlap = (a: Placed, b: Placed) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** A ladder of `levels` branches with three steps each, followed by a reminder. */
const ladder = (levels: number) =>
  aRule([
    aDecide(
      'ladder',
      Array.from({ length: levels }, (_, at) =>
        aBranch(`b${at}`, 100 - at, [aLetter(`a${at}`), aWait(`w${at}`, 7), aLetter(`z${at}`)]),
      ),
    ),
    aLetter('last'),
  ])

describe('the places of the steps', () => {
  test('put every step below the one it follows', () => {
    const placed = layOut(ladder(5), () => SIZE).nodes
    for (const { from, to } of graphOf(ladder(5)).edges) {
      const above = placed.get(from)!
      expect(placed.get(to)!.y).toBeGreaterThan(above.y + above.height)
    }
  })

  test('let no two of two hundred steps cover one another', () => {
    const places = [...layOut(ladder(66), () => SIZE).nodes.values()]
    expect(places.length).toBeGreaterThanOrEqual(200)
    const covering = places.flatMap((a, at) => places.slice(at + 1).filter((b) => overlap(a, b)))
    expect(covering).toEqual([])
  })

  test('keep the branches from left to right in the order in which they are tried', () => {
    const placed = layOut(ladder(6), () => SIZE).nodes
    const xs = Array.from({ length: 6 }, (_, at) => placed.get(`a${at}`)!.x)
    expect(xs).toEqual([...xs].sort((a, b) => a - b))
  })

  test('lead an edge that passes its branches down a lane of its own', () => {
    const rule = ladder(3)
    const { nodes, laneOf } = layOut(rule, () => SIZE)
    const otherwise = graphOf(rule).edges.find((edge) => edge.case?.is === 'otherwise')!
    const lane = laneOf(otherwise)
    for (const [id, place] of nodes)
      if (id.match(/^[awz]/)) expect(lane < place.x || lane > place.x + place.width).toBe(true)
  })

  test('leave room for every button by which a step is added, over no step and over no other button', () => {
    const rule = ladder(12)
    const { nodes, places } = layOut(rule, () => SIZE, { isEdited: true })
    expect(places.size).toBe(listsOf(rule).reduce((sum, { steps }) => sum + steps.length + 1, 0))
    const buttons = [...places.values()].map(({ x, y }) => ({ x: x - 12, y: y - 12, width: 24, height: 24 }))
    const all = [...nodes.values(), ...buttons]
    expect(all.flatMap((a, at) => all.slice(at + 1).filter((b) => overlap(a, b)))).toEqual([])
  })

  test('keep a pinned step where it was pinned, whatever is added around it', () => {
    const pinned = setView(new Map([['mail', { x: 400, y: 120 }]]), 'Pinned').apply(theMissionRule())
    const grown = duplicateStep('late').apply(pinned)
    const beside = (rule: RuleDocument) => {
      const { nodes } = layOut(rule, () => SIZE)
      const [trigger, mail] = [nodes.get(TRIGGER_ID)!, nodes.get('mail')!]
      return { x: mail.x - trigger.x, y: mail.y - trigger.y }
    }
    expect(beside(pinned)).toEqual({ x: 400, y: 120 })
    expect(beside(grown)).toEqual({ x: 400, y: 120 })
  })

  test('are the same each time', () => {
    const places = () => layOut(theMissionRule(), () => SIZE).nodes
    expect(places()).toEqual(places())
  })
})
