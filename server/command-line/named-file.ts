import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { FileUnreadableError } from './errors.ts'

/** A file named on the command line: where it is, and how it is called in messages. */
export type NamedFile = { readonly name: string; readonly path: string }

/** Finds a file from the directory in which the command was typed. */
export function namedFile(name: string, cwd: string): NamedFile {
  return { name, path: resolve(cwd, name) }
}

/** The text of a file; throws `FileUnreadableError` in words. `what` is what it should be: `rule`, `mapping`. */
export async function readText({ name, path }: NamedFile, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new FileUnreadableError(`Cannot read the ${what} ${name}: ${reasonInWords(cause)}`, { cause })
  }
}

/** The value of a JSON file; throws `FileUnreadableError` in words. */
export async function readJson(file: NamedFile, what: string): Promise<unknown> {
  const text = await readText(file, what)
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new FileUnreadableError(`Cannot read the ${what} ${file.name}: it is not JSON: ${reason}.`, {
      cause,
    })
  }
}

/** What the system says of a file, in words. */
export function reasonInWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is no such file. Check the name and the directory you are in.'
  if (code === 'EISDIR') return 'it is a directory. Name a file in it.'
  if (code === 'EACCES' || code === 'EPERM') return 'you may not open it. Check who may read and write it.'
  return `${error instanceof Error ? error.message : String(error)}.`
}
