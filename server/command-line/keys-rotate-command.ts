import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'

export const keysRotateCommand = defineCommand({
  name: 'keys rotate',
  summary: 'seal the stored secrets with a new key',
  usage: ['keys rotate [--data DIR] [--json]'],
  about:
    'Puts a new key in front of the file "keys" in the data directory and seals every stored secret with it. Where DUNLIN_KEY is set, put the new key in front of it, joined by a comma, before. Older keys stay: backups made until now need them. Restart the server after.',
  options: { ...DATA_OPTION, ...JSON_OPTION },
  async run({ dataDir, env, json, out, withDatabase }) {
    return withDatabase(async ({ db }) => {
      const { addKey, loadKeys } = await import('#server/operations/key-file.ts')
      const { rotateSecrets } = await import('#server/operations/stored-secrets.ts')
      const keyring = env.DUNLIN_KEY ? loadKeys(dataDir, env.DUNLIN_KEY) : addKey(dataDir)
      const secrets = await rotateSecrets(db, keyring)
      if (json) out(`${JSON.stringify({ key: keyring.current.id, secrets })}\n`)
      else
        out(
          `Sealed ${secrets} secrets with the key ${keyring.current.id}. Restart the server, and keep a copy of the new key.\n`,
        )
      return 0
    })
  },
})
