import { createHash } from 'node:crypto'
import type { Random } from '#connectors/demo-books/random.ts'
import type { FrozenMail, MailSender } from '#server/mail/mail-sender.ts'

/** A letter that somebody has been sent. */
export type Effect = {
  readonly key: string
  readonly at: Date
  readonly mail: FrozenMail
  readonly id: string
}

export type TheMail = {
  readonly sender: MailSender
  readonly effects: readonly Effect[]
  /** From now on the service takes nothing and says nothing that is of use, or does again. */
  isOut: boolean
  /** How often something else than a plain "sent" comes back, from 0 to 1. */
  trouble: number
}

const DAY_MS = 24 * 3600_000

/**
 * A mail service with its own clock and its own luck. One that knows keys takes a letter once under each for a day, and refuses
 * another letter under it; one that does not (SMTP) takes whatever comes and can tell nothing later. `taken` is told of each letter
 * somebody gets, while it is being handed over.
 */
export function theMail({
  random,
  now,
  knowsKeys,
  taken,
}: {
  random: Random
  now: () => Date
  knowsKeys: boolean
  taken: (effect: Effect) => Promise<void>
}): TheMail {
  const effects: Effect[] = []
  const known = new Map<string, { at: number; digest: string; id: string }>()
  const mail: TheMail = {
    effects,
    isOut: false,
    trouble: 0,
    sender: { name: knowsKeys ? 'resend' : 'smtp', keyLastsMs: knowsKeys ? DAY_MS : 0, send, lookUp },
  }

  async function take(letter: FrozenMail, key: string): Promise<string | null> {
    const digest = createHash('sha256').update(JSON.stringify(letter)).digest('hex')
    const before = known.get(key)
    if (knowsKeys && before !== undefined && now().getTime() - before.at < DAY_MS)
      return before.digest === digest ? before.id : null
    const effect = { key, at: now(), mail: letter, id: `taken-${effects.length + 1}` }
    effects.push(effect)
    known.set(key, { at: now().getTime(), digest, id: effect.id })
    await taken(effect)
    return effect.id
  }

  async function send(letter: FrozenMail, { key }: { key: string }): ReturnType<MailSender['send']> {
    if (mail.isOut)
      return random.chance(0.5)
        ? { result: 'later', found: 'The service is out of order.', after: null }
        : { result: 'unknown', found: 'The connection broke off.' }
    const luck = random.chance(mail.trouble)
      ? random.pick(['later', 'refused', 'lost before', 'lost after'] as const)
      : 'sent'
    if (luck === 'later')
      return { result: 'later', found: 'Too many letters.', after: new Date(now().getTime() + 7000) }
    if (luck === 'refused') return { result: 'refused', found: 'The address is not accepted.' }
    if (luck === 'lost before') return { result: 'unknown', found: 'The connection broke off.' }
    const providerId = await take(letter, key)
    if (providerId === null) return { result: 'refused', found: 'This key was used with another letter.' }
    if (luck === 'lost after') return { result: 'unknown', found: 'The connection broke off.' }
    return { result: 'sent', providerId }
  }

  async function lookUp({ key }: { key: string }): ReturnType<MailSender['lookUp']> {
    if (mail.isOut || !knowsKeys) return { result: 'cannot-tell' }
    const found = effects.find((each) => each.key === key)
    return found ? { result: 'sent', providerId: found.id } : { result: 'not-found' }
  }
  return mail
}
