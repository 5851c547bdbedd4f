import { defineConfig } from 'vitest/config'

// An unusual zone shows every date that was computed by the clock of the machine.
process.env.TZ = 'Pacific/Chatham'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
