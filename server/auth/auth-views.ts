import { z } from 'zod'
import { ROLES } from './principal.ts'

/** Who is signed in, and what a page for signing in has to offer. */
export const SessionView = z.strictObject({
  user: z
    .strictObject({ id: z.string(), name: z.string(), email: z.string(), hasSecondFactor: z.boolean() })
    .nullable(),
  companies: z.array(z.strictObject({ id: z.string(), name: z.string(), role: z.enum(ROLES) })),
  /** True when one click signs in, since there is nothing here but the demo. */
  demo: z.boolean(),
  /** The name of the company's own sign-in service, when there is one. */
  service: z.string().nullable(),
  needsFirstAdmin: z.boolean(),
})
export type SessionView = z.output<typeof SessionView>

/** The password was right; `secondFactor` says that a code is asked for before anything opens. */
export const SignedInView = z.strictObject({ secondFactor: z.boolean() })

/** Where the browser goes to sign in at the company's service. */
export const ServiceView = z.strictObject({ url: z.url() })

/** What an authenticator app is shown, as a picture or as text, and the codes for the day it is lost. Shown once. */
export const SecondFactorView = z.strictObject({ address: z.string(), backUpCodes: z.array(z.string()) })

/** Whose password was set. */
export const PasswordSetView = z.strictObject({ email: z.string() })

/** It is done; the cookies of the answer are all there is to say. */
export const DoneView = z.strictObject({ done: z.literal(true) })
