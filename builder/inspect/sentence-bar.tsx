import { memo, useMemo } from 'react'
import type { RuleDocument } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import { useCatalogue } from './catalogue.ts'
import { sentencePhrases } from './sentence-phrases.ts'

const text = words.inspect

type Props = {
  readonly rule: RuleDocument
  readonly selected: string | null
  readonly onSelect: (id: string) => void
}

/** The rule in one sentence; every piece of it leads to the step it speaks of. */
export const SentenceBar = memo(function SentenceBar({ rule, selected, onSelect }: Props) {
  const catalogue = useCatalogue(rule.id)
  const phrases = useMemo(() => sentencePhrases(rule, catalogue), [rule, catalogue])
  return (
    <section className="sentence" aria-label={text.sentence}>
      {phrases.map(({ text: words, id }, at) =>
        id === null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sentence has no order but its own.
          <span key={at}>{words}</span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sentence has no order but its own.
          <Piece key={at} id={id} words={words} isChosen={id === selected} onSelect={onSelect} />
        ),
      )}
    </section>
  )
})

type PieceProps = {
  readonly id: string
  readonly words: string
  readonly isChosen: boolean
  readonly onSelect: (id: string) => void
}

/** A link and no button, so that a long piece breaks across lines like the words around it. */
const Piece = memo(function Piece({ id, words, isChosen, onSelect }: PieceProps) {
  return (
    <a
      className="phrase"
      href={`?step=${encodeURIComponent(id)}`}
      aria-current={isChosen ? 'true' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        onSelect(id)
      }}
    >
      {words}
    </a>
  )
})
