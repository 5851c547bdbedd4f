import { words } from '../words/words.ts'

/** The words of a letter: its paragraphs wrap, its table keeps its columns and scrolls. */
export function LetterText({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table may be wider than the pane, and what scrolls must be reachable by keyboard.
    <section tabIndex={0} aria-label={words.preview.letterText} className="preview-letter">
      {text.split(/\n{2,}/).map((block, at) =>
        // Columns are set with two spaces or more; prose never is.
        / {2}/.test(block) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: two paragraphs may be alike, and a letter never changes.
          <pre key={at}>{block}</pre>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: two paragraphs may be alike, and a letter never changes.
          <p key={at}>{block}</p>
        ),
      )}
    </section>
  )
}
