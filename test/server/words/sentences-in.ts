/** A sentence in a source: what it names stands as `x`. */
const SENTENCE = /^["A-Z].* .*[.!?]$/s

/**
 * The sentences that stand as texts in a TypeScript source, with an `x` for what each puts in. Comments are no texts; of a text
 * put together from several, each whole sentence counts by itself.
 */
export function sentencesIn(source: string): string[] {
  const found: string[] = []
  const code = source.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/.*$/gm, '')
  for (let at = 0; at < code.length; at++) {
    const mark = code[at]
    if (mark !== "'" && mark !== '"' && mark !== '`') continue
    const { text, end } = textAt(code, at)
    if (SENTENCE.test(text)) found.push(text)
    at = end
  }
  return found
}

function textAt(code: string, from: number): { text: string; end: number } {
  const mark = code[from]
  let text = ''
  let at = from + 1
  while (at < code.length && code[at] !== mark) {
    if (code[at] === '\\') {
      text += code[at + 1] === 'n' ? '\n' : code[at + 1]
      at += 2
    } else if (mark === '`' && code.startsWith('${', at)) {
      at = endOfPlace(code, at + 2)
      text += 'x'
    } else text += code[at++]
  }
  return { text, end: at }
}

/** Behind the brace that closes what a template puts in; templates may stand within. */
function endOfPlace(code: string, from: number): number {
  let at = from
  for (let depth = 1; depth > 0 && at < code.length; at++) {
    const character = code[at]
    if (character === "'" || character === '"' || character === '`') at = textAt(code, at).end
    else if (character === '{') depth++
    else if (character === '}') depth--
  }
  return at
}
