import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import type { SignInService } from './sign-in-service.ts'

/** The id under which a sign-in service is known to better-auth, in its callback's address too. */
export const SERVICE_ID = 'company'

/**
 * The part of better-auth that signs people in through a service. By itself it asks the service for its discovery document while it
 * starts, without a limit of time, and until then nobody could sign in with a password either. Here the document is asked for when
 * somebody first wants to sign in that way; better-auth does that for services it could not reach before, and waits ten seconds.
 */
export function signInThrough(service: SignInService | null) {
  const config =
    service === null
      ? []
      : [
          {
            providerId: SERVICE_ID,
            name: service.name,
            discoveryUrl: service.discoveryUrl,
            clientId: service.clientId,
            clientSecret: service.clientSecret,
            scopes: ['openid', 'email', 'profile'],
            requireIdTokenVerification: true,
            disableSignUp: true,
          },
        ]
  return {
    ...genericOAuth({ config }),
    init: async () => ({
      context: { genericOAuthPendingDiscovery: new Map(config.map((each) => [each.providerId, each])) },
    }),
  }
}
