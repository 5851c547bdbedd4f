import { ownAddressOf } from '#server/http/own-address.ts'
import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'

export const passwordLinkCommand = defineCommand({
  name: 'password-link',
  summary: 'let a user in who has forgotten the password',
  usage: ['password-link EMAIL [--data DIR] [--json]'],
  about:
    'Makes the link by which a user sets a new password, once and within three days; a link made before is void. Administrators do this in the settings: the command is for the one who cannot get in any more. The audit says that it was made. A second factor stays as it is.',
  options: { ...DATA_OPTION, ...JSON_OPTION },
  async run({ positionals, env, clock, actor, json, out, withDatabase }) {
    const [email, ...others] = positionals
    if (email === undefined || others.length > 0)
      throw new UsageError('Say for whom, by e-mail address: dunlin password-link ann@example.com')
    return withDatabase(async ({ db }) => {
      const { passwordLinkFor } = await import('#server/auth/help-member.ts')
      const { path, expiresAt } = await passwordLinkFor(db, { email, actor, now: clock.now() })
      const { url } = ownAddressOf(env)
      const until = expiresAt.toISOString()
      if (json) out(`${JSON.stringify({ email, path, url: url && `${url}${path}`, expiresAt: until })}\n`)
      else if (url !== null) out(`Until ${until} a new password can be set here, once: ${url}${path}\n`)
      else
        out(
          `Until ${until} a new password can be set, once, at the address that "dunlin serve" prints, followed by ${path}\n`,
        )
      return 0
    })
  },
})
