import { resolve } from 'node:path'
import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'

export const backupCommand = defineCommand({
  name: 'backup',
  summary: 'write everything into one file',
  usage: ['backup FILE [--data DIR] [--json]'],
  about:
    'Everything as of one moment, also while the server works. Stored secrets are in it sealed; the key they need is not: keep a copy of the file "keys" of the data directory (or of DUNLIN_KEY) in another place than the backups. Sessions are left out: nobody is signed in to a restored copy.',
  options: { ...DATA_OPTION, ...JSON_OPTION },
  async run({ positionals, cwd, clock, json, out, withDatabase }) {
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0)
      throw new UsageError('Name one file to write the backup to: dunlin backup FILE.')
    return withDatabase(async ({ db }) => {
      const { backupToFile } = await import('#server/operations/backup.ts')
      const { default: manifest } = await import('../../package.json', { with: { type: 'json' } })
      const path = resolve(cwd, file)
      const made = await backupToFile(db, { path, version: manifest.version, now: clock.now() })
      if (json) out(`${JSON.stringify({ file, ...made })}\n`)
      else
        out(
          `Wrote ${made.rows} rows of ${made.tables} tables to ${file} (${Math.ceil(made.bytes / 1024)} kB, digest ${made.digest.slice(0, 12)}).\n`,
        )
      return 0
    })
  },
})
