import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const FOLDERS = ['engine', 'rules-library', 'connectors', 'server', 'builder', 'test'] as const

/** Source files below a folder, as paths from the root. */
function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split('/').some((part) => part === 'dist' || part === 'node_modules'))
}

const isScript = (path: string) => /\.(ts|tsx|mts|mjs)$/.test(path)
const FILES = FOLDERS.flatMap(filesIn)
const SCRIPTS = FILES.filter(isScript)

/** Takes comments and the insides of template texts out, so that what they say of imports is not taken for one. */
function codeOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
}

/** What a file imports, statically, for its types, again as an export, or when it is called. */
function importsOf(path: string): string[] {
  const code = codeOf(path)
  const forms = [
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"`]([^'"`]+)['"`]\s*\)/g,
  ]
  return forms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1]!))
}

const IMPORTS = SCRIPTS.flatMap((path) => importsOf(path).map((target) => ({ path, target })))
const from = (folder: string) => IMPORTS.filter(({ path }) => path.startsWith(`${folder}/`))
const said = (wrong: { path: string; target: string }[]) =>
  wrong.map(({ path, target }) => `${path} imports ${target}`)

/** Packages the engine rests on: pure, and with no access to anything outside. */
const ENGINE_PACKAGES = ['zod', 'json-rules-engine', 'cron-parser']

/** Which folders each folder may import from, by `#folder/...` (the map in `ARCHITECTURE.md`). */
const MAY_IMPORT: Record<string, RegExp> = {
  engine: /^$/,
  'rules-library': /^#engine\//,
  connectors: /^#engine\/|^#connectors\/connector\.ts$/,
  server: /^#(engine|connectors|rules-library|server)\//,
  builder: /^#engine\/|^#server\/client\.ts$/,
}

/** The server builds the pages before it serves them; their build is no part of the pages. */
const isTheBuild = (path: string, target: string) =>
  path === 'server/serve.ts' && target === '#builder/build.ts'

describe('the map of the folders', () => {
  test('is seen whole by this test', () => {
    expect(SCRIPTS.length).toBeGreaterThan(200)
    expect(importsOf('server/main.ts').length).toBeGreaterThan(3)
    expect(IMPORTS.length).toBeGreaterThan(SCRIPTS.length)
  })

  test('engine/ imports nobody: no other folder, nothing of Node, and only packages that are pure', () => {
    const wrong = from('engine').filter(
      ({ target }) => !target.startsWith('.') && !ENGINE_PACKAGES.includes(target.split('/')[0]!),
    )
    expect(said(wrong)).toEqual([])
  })

  test('engine/ reads no clock, no environment and no chance', () => {
    const impure =
      /\bprocess\.|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.|\bcrypto\.|\bfetch\(|\bsetTimeout\(/
    expect(SCRIPTS.filter((path) => path.startsWith('engine/') && impure.test(codeOf(path)))).toEqual([])
  })

  test.each(Object.keys(MAY_IMPORT))('%s/ crosses into no folder but those it knows', (folder) => {
    const wrong = from(folder).filter(
      ({ path, target }) =>
        target.startsWith('#') && !MAY_IMPORT[folder]!.test(target) && !isTheBuild(path, target),
    )
    expect(said(wrong)).toEqual([])
  })

  test('connectors/ know no database, no server and no page; one outside system knows nothing of another', () => {
    const wrong = from('connectors').filter(({ path, target }) => {
      if (/^(drizzle-orm|postgres|pg|@electric-sql|hono|@hono|react|pg-boss|bree)(\/|$)/.test(target))
        return true
      return target.startsWith('../') && path.split('/').length > 2
    })
    expect(said(wrong)).toEqual([])
  })

  test('builder/ fetches nothing by hand and knows nothing of Node outside its build', () => {
    const wrong = from('builder').filter(
      ({ path, target }) => target.startsWith('node:') && !/^builder\/(build|vite\.config)\.ts$/.test(path),
    )
    expect(said(wrong)).toEqual([])
    const fetching = SCRIPTS.filter(
      (path) => path.startsWith('builder/') && /(?<![.\w])fetch\(/.test(codeOf(path)),
    )
    expect(fetching).toEqual([])
  })

  test('a crossing is written #folder/file.ts, a neighbour ./file.ts, and each with its ending', () => {
    const wrong = IMPORTS.filter(({ path, target }) => {
      if (path.startsWith('test/')) return false
      if (target.startsWith('#')) return !/\.(ts|tsx|mjs)$/.test(target)
      if (!target.startsWith('.')) return false
      const folder = path.split('/')[0]!
      const reached = relative(ROOT, resolve(ROOT, dirname(path), target))
      return !reached.startsWith(`${folder}/`) || !/\.[a-z]+$/.test(target)
    })
    expect(said(wrong)).toEqual([])
  })

  test('whatever is imported by a path is there', () => {
    const missing = IMPORTS.filter(({ path, target }) => {
      if (target.startsWith('#')) return !existsSync(join(ROOT, target.slice(1)))
      return target.startsWith('.') && !existsSync(resolve(ROOT, dirname(path), target))
    })
    expect(said(missing)).toEqual([])
  })

  test('nothing but tests imports tests', () => {
    const wrong = IMPORTS.filter(
      ({ path, target }) => !path.startsWith('test/') && /#test\/|\/test\//.test(target),
    )
    expect(said(wrong)).toEqual([])
  })
})

describe('files', () => {
  test('pages and styles live in builder/ alone', () => {
    const pages = FILES.filter((path) => /\.(tsx|css)$/.test(path) && !path.startsWith('builder/'))
    expect(pages.filter((path) => !/^test\/.*\.test\.tsx$/.test(path))).toEqual([])
  })

  test('none is a barrel or a drawer for odds and ends', () => {
    const names = /^(index|utils?|helpers?|common|types|misc)\.(ts|tsx|mjs)$/
    expect(FILES.filter((path) => names.test(basename(path)))).toEqual([])
  })

  test('names are lower-case words joined by hyphens', () => {
    const named = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/
    expect(SCRIPTS.filter((path) => !named.test(basename(path)))).toEqual([])
  })

  test('tests stand in the same tree as the source, and never beside it', () => {
    expect(FILES.filter((path) => !path.startsWith('test/') && /\.test\.tsx?$/.test(path))).toEqual([])
    const own = /^test\/(scenarios|bench|screenshots|fixtures|simulate|chaos|server\/security)(\/|$)/
    const homeless = FILES.filter((path) => path.startsWith('test/') && path.endsWith('.test.ts'))
      .map(dirname)
      .filter(
        (folder) =>
          folder !== 'test' && !own.test(folder) && !existsSync(join(ROOT, folder.slice('test/'.length))),
      )
    expect([...new Set(homeless)]).toEqual([])
  })

  test('nothing is evaluated that somebody wrote as text', () => {
    const evaluating = /\beval\(|\bnew Function\(|\bfrom 'node:vm'/
    expect(SCRIPTS.filter((path) => !path.startsWith('test/') && evaluating.test(codeOf(path)))).toEqual([])
  })
})
