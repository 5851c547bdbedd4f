import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'

export const migrateCommand = defineCommand({
  name: 'migrate',
  summary: 'bring the database up to this version',
  usage: ['migrate [--data DIR] [--json]'],
  about:
    'Safe to repeat, and to start on several machines at once. Make a backup of a shared database before.',
  options: { ...DATA_OPTION, ...JSON_OPTION },
  async run({ withDatabase, dataDir, env, json, out }) {
    return withDatabase(
      async ({ db, kind }) => {
        const { pendingMigrations } = await import('#server/database/migrate.ts')
        const pending = await pendingMigrations(db)
        const where = kind === 'postgres' ? 'the server of DATABASE_URL' : dataDir
        if (json)
          out(`${JSON.stringify({ database: kind, where: env.DATABASE_URL ? null : dataDir, pending })}\n`)
        else out(`The database in ${where} is up to date.\n`)
        return pending === 0 ? 0 : 1
      },
      { prepare: true },
    )
  },
})
