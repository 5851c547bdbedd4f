/** A physical line of a file with its number, from 1. The line break is not part of it. */
export type TextLine = { readonly number: number; readonly text: string }

/** Cuts text into physical lines at LF, CR LF or CR, whichever the file uses. */
export async function* textLines(
  chunks: AsyncIterable<string>,
  maxLength: number,
): AsyncGenerator<TextLine[]> {
  let rest = ''
  let number = 0
  let lineBreak: '\n' | '\r' | null = null
  for await (const chunk of chunks) {
    const text = rest + chunk
    // A CR at the end of a chunk may be half of a CR LF: the next chunk tells.
    lineBreak ??= firstBreak(text)
    if (lineBreak === null) {
      rest = limit(text, maxLength, number + 1)
      continue
    }
    const lines: TextLine[] = []
    let start = 0
    for (let end = text.indexOf(lineBreak); end !== -1; end = text.indexOf(lineBreak, start)) {
      const stop = lineBreak === '\n' && end > start && text[end - 1] === '\r' ? end - 1 : end
      number += 1
      lines.push({ number, text: limit(text.slice(start, stop), maxLength, number) })
      start = end + 1
    }
    rest = limit(text.slice(start), maxLength, number + 1)
    if (lines.length > 0) yield lines
  }
  if (rest !== '') yield [{ number: number + 1, text: rest.endsWith('\r') ? rest.slice(0, -1) : rest }]
}

/** Raised when one line is longer than any row may be. */
export class LineTooLongError extends Error {
  override name = 'LineTooLongError' as const
  readonly line: number
  constructor(line: number) {
    super(`line ${line} is too long`)
    this.line = line
  }
}

function firstBreak(text: string): '\n' | '\r' | null {
  if (text.includes('\n')) return '\n'
  const at = text.indexOf('\r')
  return at !== -1 && at < text.length - 1 ? '\r' : null
}

function limit(text: string, maxLength: number, line: number): string {
  if (text.length > maxLength) throw new LineTooLongError(line)
  return text
}
