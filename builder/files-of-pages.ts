import type { Rolldown } from 'vite'

type Modules = Rolldown.ChunkingContext

/** What draws the canvas, and the fields of its forms. Of all other packages a page gets what it uses. */
const PACKAGES = [
  { file: 'canvas', test: /\/(@xyflow|d3-[a-z]+|zustand)\// },
  {
    file: 'fields',
    test: /@mantine\/core\/esm\/(components\/(Checkbox|NativeSelect|Textarea)|utils\/InlineInput)\//,
  },
] as const

/**
 * Which modules go into one file together. Left alone, whatever two pages share becomes a file of its own, and a hundred small
 * requests take longer than what is in them. What any page needs that is opened first is one file; so is each of the parts of which
 * a rule that is opened consists. All else falls as it may. A module brings along what it imports, unless a file above has it.
 */
export const filesOfPages: Rolldown.CodeSplittingGroup[] = [
  // The page waits for its words: they are asked for while all else is on its way, and nothing they import may wait for them.
  { name: 'words', test: /builder\/words\/(words|language)\.ts$/ },
  ofPages('engine'),
  { name: 'main', tags: ['$initial'] },
  { name: 'icons', test: /lucide-react\/dist\/esm\/icons\//, minShareCount: 2 },
  ...['fields', 'rules', 'canvas', 'rule'].map(ofPages),
]

function ofPages(file: string): Rolldown.CodeSplittingGroup {
  return { name: (module, modules) => (fileOf(module, modules) === file ? file : null), debugName: file }
}

function fileOf(module: string, modules: Modules): string | null {
  if (module.includes('/node_modules/')) return PACKAGES.find(({ test }) => test.test(module))?.file ?? null
  const fetched = fetchedWith(module, modules)
  // What the engine says in English stands beside the words of every page, and in for any words that nobody hands it.
  if (fetched.has('english.ts')) return fetched.size === 1 ? null : 'engine'
  if (!fetched.has('rule-page.tsx')) return null
  const pages = [...fetched].filter((name) => name.endsWith('-page.tsx') && name !== 'rule-page.tsx')
  if (pages.length === 0) return fetched.size === 1 ? null : 'rule'
  return pages.every((name) => name === 'run-page.tsx') ? 'canvas' : 'rules'
}

/** The names of the modules that are fetched by themselves, such as pages, and bring a module along. */
function fetchedWith(module: string, modules: Modules): ReadonlySet<string> {
  const found = new Set<string>()
  const above = new Set([module])
  // A set is walked in the order in which it grows.
  for (const each of above) {
    const info = modules.getModuleInfo(each)
    if (info?.isEntry || (info?.dynamicImporters.length ?? 0) > 0)
      found.add(each.slice(each.lastIndexOf('/') + 1))
    for (const importer of info?.importers ?? []) above.add(importer)
  }
  return found
}
