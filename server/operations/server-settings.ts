import { z } from 'zod'
import { ReceivablesError } from '#engine/errors.ts'
import { LOG_LEVELS } from './logger.ts'

const filled = z.string().trim().min(1)
const seconds = z.coerce.number().positive().max(3600)

/** What a server is told by its environment. A variable that is set to nothing counts as not set. */
const Settings = z.object({
  DATABASE_URL: filled.exactOptional(),
  /** Keys for stored secrets, instead of the file in the data directory. */
  DUNLIN_KEY: filled.exactOptional(),
  /** The address under which people reach this installation. Links and cookies rest on it, so it never comes from a request. */
  DUNLIN_URL: z.url({ protocol: /^https?$/ }).exactOptional(),
  /** `production` where letters may reach customers. Anywhere else they go to the override address or nowhere. */
  DUNLIN_ENV: z.enum(['production', 'staging', 'development', 'test']).exactOptional(),
  /** One address that gets every letter in place of the customer. */
  DUNLIN_MAIL_OVERRIDE: z.email().exactOptional(),
  DUNLIN_LOG: z.enum(LOG_LEVELS).default('warn'),
  /** How often what is due and what was left unfinished is looked for. */
  DUNLIN_HEARTBEAT_SECONDS: seconds.int().default(30),
  /** How long a mail service or an accounting system may take to answer. */
  DUNLIN_ANSWER_SECONDS: seconds.default(20),
  /** How much longer than that an attempt is waited for before its process counts as lost. */
  DUNLIN_MARGIN_SECONDS: seconds.default(30),
  /** How long a process may keep what it has claimed and not begun. */
  DUNLIN_CLAIM_SECONDS: seconds.default(120),
  /** When something of which nobody knows what became of it is looked up first. */
  DUNLIN_LOOK_UP_SECONDS: seconds.default(60),
  /** How many documents one share of a large run holds: some seconds of work and some hundred megabytes at 20,000. */
  DUNLIN_DOCUMENTS_A_SHARE: z.coerce.number().int().min(100).max(1_000_000).default(20_000),
})
export type ServerSettings = z.infer<typeof Settings>

/** Reads the settings of a server; throws an error that names the variable and never repeats what a secret one holds. */
export function serverSettingsOf(env: Readonly<Record<string, string | undefined>>): ServerSettings {
  const given = Object.fromEntries(
    Object.keys(Settings.shape).flatMap((name) => {
      const value = env[name]
      return value === undefined || value.trim() === '' ? [] : [[name, value]]
    }),
  )
  const parsed = Settings.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new ReceivablesError(
    `Cannot start with the environment variable ${String(issue?.path[0])}: ${issue?.message}. DUNLIN_URL is an address such as https://dunlin.example.com, DUNLIN_LOG one of ${LOG_LEVELS.join(', ')}, DUNLIN_ENV "production" where letters may reach customers, DUNLIN_MAIL_OVERRIDE one mail address, a variable that ends in _SECONDS a number from above 0 to 3600, DUNLIN_DOCUMENTS_A_SHARE a whole number from 100 to 1000000.`,
  )
}
