#!/usr/bin/env node
// Plain JavaScript on purpose: `npx dunlin` may be run by an old Node. It hands over to the Node 24 that `npm ci` brought.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const quick = new URL('./quick-modules.mjs', import.meta.url).href
const [major = 0] = process.versions.node.split('.').map(Number)
if (major >= 24) {
  process.argv[1] = main
  await import(quick)
  await import('./main.ts')
} else {
  const brought = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))
  if (existsSync(brought)) {
    const child = spawn(brought, ['--import', quick, main, ...process.argv.slice(2)], { stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
  } else await import('./runtime-guard.mjs')
}
