import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

const ROOT = resolve(import.meta.dirname, '../../..')
const read = (file: string): unknown => JSON.parse(readFileSync(resolve(ROOT, file), 'utf8'))

const Lock = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().exactOptional(),
      integrity: z.string().exactOptional(),
      resolved: z.string().exactOptional(),
      link: z.boolean().exactOptional(),
      inBundle: z.boolean().exactOptional(),
      hasInstallScript: z.boolean().exactOptional(),
    }),
  ),
})
const Manifest = z.looseObject({
  scripts: z.record(z.string(), z.string()),
  allowScripts: z.record(z.string(), z.boolean()),
})

const lock = Lock.parse(read('package-lock.json'))
const manifest = Manifest.parse(read('package.json'))
const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

test('supply chain: every package of the lockfile is known by its digest, and none comes from a repository or a folder', () => {
  expect(packages.length).toBeGreaterThan(200)
  const loose = packages.filter(
    ([, { integrity, link, inBundle }]) => !inBundle && (link || !/^sha(256|384|512)-/.test(integrity ?? '')),
  )
  expect(loose.map(([path]) => path)).toEqual([])
  const elsewhere = packages.filter(
    ([, { resolved }]) => resolved !== undefined && !/^https:\/\/[^@]+\.tgz$/.test(resolved),
  )
  expect(elsewhere.map(([path]) => path)).toEqual([])
})

test('supply chain: only packages that are named may run something when they are installed', () => {
  const running = packages.filter(([, each]) => each.hasInstallScript).map(([path]) => nameOf(path))
  const allowed = Object.keys(manifest.allowScripts)
  expect([...new Set(running)].filter((name) => !allowed.includes(name))).toEqual([])
  expect(allowed.toSorted()).toEqual(['esbuild', 'node'])
  const own = Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare|pack)$/.test(name))
  expect(own).toEqual([])
})

test.each([
  ['json-rules-engine', '7.3.1'],
  ['jsonpath-plus', '10.3.0'],
])('engine dependency RCE: %s is not older than %s, which mended it', (name, least) => {
  const found = packages.filter(([path]) => nameOf(path) === name)
  expect(found.length).toBeGreaterThan(0)
  for (const [, { version = '0' }] of found)
    expect(version.localeCompare(least, 'en', { numeric: true })).toBeGreaterThanOrEqual(0)
})
