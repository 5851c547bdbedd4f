import { CircleUser } from 'lucide-react'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { drawnRule } from '../canvas/drawn-rule.ts'
import { words } from '../words/words.ts'
import { type Editor, useEditor } from './editor.ts'
import { titleOf } from './gestures.ts'
import type { OtherHere } from './others-here.ts'

const text = words.editing.others

/** More names than the title has room for; the rest are named when hovered. */
const MOST_NAMED = 3

type Props = {
  readonly editor: Editor
  readonly catalogue: FactCatalogue
  readonly others: readonly OtherHere[]
}

/** Who else has this rule open, and in which step; pressed, it goes there. */
export function OthersMark(props: Props) {
  return (
    <span className="others-here" role="status">
      {props.others.length > 0 && <Named {...props} />}
    </span>
  )
}

function Named({ editor, catalogue, others }: Props) {
  const drawn = drawnRule(
    useEditor(editor, ({ document }) => document),
    catalogue,
  )
  const placeOf = (at: string | null) => (at === null ? null : titleOf(at, drawn))
  const sentence = ({ name, isSamePerson, at }: OtherHere) =>
    isSamePerson ? text.yourselfHere(placeOf(at)) : text.here(name, placeOf(at))
  const further = others.slice(MOST_NAMED)
  return (
    <>
      {others.slice(0, MOST_NAMED).map((other, at) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: two people may have the same name, and the list is short.
          key={at}
          type="button"
          className="other-here"
          title={sentence(other)}
          disabled={other.at === null}
          onClick={() => editor.getState().select(other.at)}
        >
          <CircleUser size={14} aria-hidden />
          <span className="visually-hidden">{sentence(other)}</span>
          <span aria-hidden>
            {other.isSamePerson ? text.yourself : shortName(other.name)}
            {other.at !== null && ` · ${placeOf(other.at)}`}
          </span>
        </button>
      ))}
      {further.length > 0 && (
        <span className="dimmed" title={further.map(sentence).join(' ')}>
          {text.further(further.length)}
        </span>
      )}
    </>
  )
}

/** The name without the address that stands behind it. */
function shortName(name: string): string {
  return name.replace(/ \(.*\)$/, '')
}
