import { resolve } from 'node:path'
import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'

export const restoreCommand = defineCommand({
  name: 'restore',
  summary: 'fill an empty database from a backup',
  usage: ['restore FILE --data DIR [--keep-sending] [--json]'],
  about:
    'All of it or nothing, and only into an empty database. All sending stays stopped for companies that are live, because what was sent after the backup is not known here: compare, then let it go on. Put the file "keys" of the old data directory into the new one, or stored secrets have to be entered again.',
  options: {
    'keep-sending': {
      type: 'boolean',
      help: 'Do not stop sending: nothing was sent after this backup, as when moving to another machine.',
    },
    ...DATA_OPTION,
    ...JSON_OPTION,
  },
  async run({ positionals, values, cwd, clock, actor, env, json, out, withDatabase }) {
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0)
      throw new UsageError('Name the one backup to restore from: dunlin restore FILE --data DIR.')
    if (values.data === undefined && !env.DATABASE_URL)
      throw new UsageError(
        'Say where to restore to: --data DIR with a new directory, or an empty database in DATABASE_URL.',
      )
    return withDatabase(
      async (open) => {
        const { restoreFromFile } = await import('#server/operations/restore.ts')
        const keepSending = values['keep-sending'] === true
        const done = await restoreFromFile(open, {
          path: resolve(cwd, file),
          now: clock.now(),
          actor,
          keepSending,
        })
        if (json) out(`${JSON.stringify({ file, ...done })}\n`)
        else
          out(
            `Restored ${done.rows} rows as of ${done.at}.\n${done.stopped.length === 0 ? '' : `All sending is stopped for: ${done.stopped.join(', ')}. Compare what was sent since ${done.at}, then let it go on.\n`}`,
          )
        return 0
      },
      { asIs: true },
    )
  },
})
