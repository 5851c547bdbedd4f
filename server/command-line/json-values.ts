/** The text of one value, and where it stands, in words: `line 3`, `record 3`. */
export type PlacedText = { readonly text: string; readonly place: string }

type Limits = { readonly longest: number; readonly refuse: (place: string, why: string) => never }

/**
 * The texts of the values of a JSON file without holding the file: one a line, or the elements of one array, told apart by the
 * first character. The values are not parsed here, only found.
 */
export async function* topLevelValues(
  bytes: AsyncIterable<Uint8Array>,
  limits: Limits,
): AsyncGenerator<PlacedText> {
  const texts = decoded(bytes)
  let head = ''
  // Asked one by one: leaving a loop early would close the file.
  for (let next = await texts.next(); !next.done; next = await texts.next()) {
    head += next.value
    if (head.trimStart() !== '') break
  }
  const all = rejoined(head, texts)
  yield* head.trimStart().startsWith('[') ? arrayElements(all, limits) : lines(all, limits)
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // The decoder also takes a byte order mark away.
  const decoder = new TextDecoder('utf-8')
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

async function* rejoined(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head
  yield* rest
}

async function* lines(texts: AsyncIterable<string>, { longest, refuse }: Limits): AsyncGenerator<PlacedText> {
  let line = 1
  let open = ''
  for await (const text of texts) {
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const whole = open + text.slice(from, end)
      if (whole.trim() !== '') yield { text: whole, place: `line ${line}` }
      open = ''
      from = end + 1
      line += 1
    }
    open += text.slice(from)
    if (open.length > longest) refuse(`line ${line}`, `the line is longer than ${longest} characters`)
  }
  if (open.trim() !== '') yield { text: open, place: `line ${line}` }
}

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

async function* arrayElements(
  texts: AsyncIterable<string>,
  { longest, refuse }: Limits,
): AsyncGenerator<PlacedText> {
  let record = 1
  let depth = 0
  let inText = false
  let escaped = false
  let open = ''
  for await (const text of texts) {
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (inText) {
        if (escaped) escaped = false
        else if (code === BACKSLASH) escaped = true
        else if (code === QUOTE) inText = false
      } else if (code === QUOTE) inText = true
      else if (OPENING.has(code)) {
        depth += 1
        if (depth === 1) from = at + 1
      } else if (CLOSING.has(code) || (code === COMMA && depth === 1)) {
        if (code !== COMMA) depth -= 1
        if (depth > 1 || (depth === 1 && code !== COMMA)) continue
        const element = open + text.slice(from, at)
        const isLast = code !== COMMA
        if (element.trim() !== '') yield { text: element, place: `record ${record}` }
        else if (!isLast || record > 1) refuse(`record ${record}`, 'a value is missing between two commas')
        open = ''
        from = at + 1
        record += 1
        if (isLast && text.slice(from).trim() !== '')
          refuse(`after record ${record - 1}`, 'the array has ended and something follows')
        if (isLast) return
      }
    }
    open += text.slice(from)
    if (open.length > longest) refuse(`record ${record}`, `it is longer than ${longest} characters`)
  }
  refuse(`record ${record}`, 'the file ends before the array does')
}
