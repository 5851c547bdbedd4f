import { defineConfig } from 'drizzle-kit'

// Paths are read from the folder drizzle-kit is started in: the root of the checkout (`npm run migrations`).
export default defineConfig({
  dialect: 'postgresql',
  schema: './server/database/*-tables.ts',
  out: './server/migrations',
  casing: 'snake_case',
})
