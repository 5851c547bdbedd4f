import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// An unusual zone shows every date that was computed by the clock of the machine.
process.env.TZ = 'Pacific/Chatham'
// Servers and commands that tests start load the same modules each time.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'dunlin-tests-compiled')
process.env.NODE_OPTIONS ??= `--import=${new URL('../server/quick-modules.mjs', import.meta.url).href}`

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores are what CI has; left to itself vitest would use one of them.
    maxWorkers: '100%',
    // Loading the modules once for each core and not once for each file takes a third off; no test may leave anything behind.
    isolate: false,
    // Node reads the files as it does in service; left to itself vitest rewrites every use of an import, which the engine feels.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
