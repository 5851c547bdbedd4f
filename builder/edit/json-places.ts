/**
 * The line, from 1, on which each value of a JSON text begins, by its path such as `steps[0].id`. The text has been read as
 * JSON already, so this only follows what is there.
 */
export function linesOfPaths(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  let at = 0
  let line = 1
  const skip = () => {
    for (;;) {
      const char = text[at]
      if (char === '\n') line += 1
      else if (char !== ' ' && char !== '\t' && char !== '\r') return
      at += 1
    }
  }
  const string = (): string => {
    const start = at
    at += 1
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    at += 1
    return text.slice(start, at)
  }
  const members = (close: string, member: () => void) => {
    at += 1
    for (;;) {
      skip()
      if (at >= text.length || text[at] === close) break
      if (text[at] === ',') at += 1
      else member()
    }
    at += 1
  }
  const value = (path: string) => {
    skip()
    lines.set(path, line)
    const char = text[at]
    if (char === '{')
      members('}', () => {
        const key = String(JSON.parse(string()))
        skip()
        at += 1
        value(path === '' ? key : `${path}.${key}`)
      })
    else if (char === '[') {
      let index = 0
      members(']', () => value(`${path}[${index++}]`))
    } else if (char === '"') string()
    else while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at += 1
  }
  value('')
  return lines
}

/** The line of a path, or of the nearest thing around it that is there. */
export function lineOfPath(lines: ReadonlyMap<string, number>, path: string): number {
  let here = path
  while (here !== '') {
    const line = lines.get(here)
    if (line !== undefined) return line
    here = here.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]+)$/, '')
  }
  return lines.get('') ?? 1
}

/** The line on which a text stops being JSON, as far as the browser's own message says where that is. */
export function lineOfSyntaxError(text: string, message: string): number {
  const line = /line (\d+)/.exec(message)?.[1]
  if (line !== undefined) return Number(line)
  const position = /position (\d+)/.exec(message)?.[1]
  return text.slice(0, position === undefined ? text.length : Number(position)).split('\n').length
}
