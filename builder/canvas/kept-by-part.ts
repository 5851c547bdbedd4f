/**
 * A reading of parts of a rule that is kept as long as the part, and all it is read with, are the same objects. Commands leave what
 * they do not touch as it is, so of two hundred steps a keystroke has one read anew.
 */
export function keptByPart<Part extends object, With extends readonly unknown[], Read>(
  read: (part: Part, ...rest: With) => Read,
): (part: Part, ...rest: With) => Read {
  const known = new WeakMap<Part, { readonly rest: With; readonly read: Read }>()
  return (part, ...rest) => {
    const last = known.get(part)
    if (last?.rest.every((each, at) => Object.is(each, rest[at]))) return last.read
    const found = read(part, ...rest)
    known.set(part, { rest, read: found })
    return found
  }
}
