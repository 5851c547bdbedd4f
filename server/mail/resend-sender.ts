import { Resend } from 'resend'
import { z } from 'zod'
import type { Clock } from '#server/clock.ts'
import { MailAddressInvalidError } from './errors.ts'
import { keyDigest, keyHeader } from './letter-key.ts'
import type { Delivery, FrozenMail, LookUp, MailSender } from './mail-sender.ts'
import { addressAsText } from './single-address.ts'

/** Resend remembers a key for 24 hours. An hour is left for a request that is slow on its way. */
const KEY_LASTS_MS = 23 * 3600_000

/** The tag by which a letter is found again at the service. */
export const KEY_TAG = 'dunlin_key'

const LOOK_UP_MS = 10_000
/** A service that sends us elsewhere could have letters and keys carried to any address this machine reaches. */
const NO_DETOURS = { redirect: 'error' } as const
/** How many letters a look-up opens one by one; the service allows a few requests a second. */
const MOST_OPENED = 60

export type ResendSettings = {
  readonly apiKey: string
  /** The address of the service; its own when null. */
  readonly baseUrl: string | null
  readonly clock: Clock
}

/** Sends by the Resend API. A repeat under the same key within 23 hours has no second effect. */
export function createResendSender({ apiKey, baseUrl, clock }: ResendSettings): MailSender {
  // Named here, since the library would else take addresses and keys from the environment.
  const resend = new Resend(apiKey, { baseUrl: baseUrl ?? 'https://api.resend.com' })
  return {
    name: 'resend',
    keyLastsMs: KEY_LASTS_MS,
    send: (mail, order) => send(resend, { mail, clock, ...order }),
    lookUp: (order) => lookUp(resend, order),
  }
}

async function send(
  resend: Resend,
  { mail, key, deadlineMs, clock }: { mail: FrozenMail; key: string; deadlineMs: number; clock: Clock },
): Promise<Delivery> {
  const payload = payloadOf(mail, key)
  if (payload.result === 'refused') return payload
  // The library waits for ever by itself.
  const signal = AbortSignal.timeout(deadlineMs)
  const { data, error, headers } = await resend.emails.send(payload.mail, {
    idempotencyKey: keyHeader(key),
    signal,
    ...NO_DETOURS,
  })
  if (error !== null)
    return outcomeOf(error, { headers: headers ?? {}, now: clock.now(), late: signal.aborted })
  const taken = Taken.safeParse(data)
  return taken.success
    ? { result: 'sent', providerId: taken.data.id }
    : { result: 'unknown', found: 'Resend answered and named no letter, so it may have taken it.' }
}

const Taken = z.looseObject({ id: z.string().min(1) })

function payloadOf(mail: FrozenMail, key: string) {
  try {
    return {
      result: 'ready' as const,
      mail: {
        from: addressAsText(mail.from),
        to: [addressAsText(mail.to)],
        replyTo: [addressAsText(mail.replyTo)],
        ...(mail.cc.length > 0 && { cc: mail.cc.map(addressAsText) }),
        subject: mail.subject.replace(/\p{Cc}+/gu, ' '),
        html: mail.html,
        text: mail.text,
        ...(mail.attachments.length > 0 && {
          attachments: mail.attachments.map(({ fileName, contentType, content }) => ({
            filename: fileName,
            contentType,
            content,
          })),
        }),
        tags: [{ name: KEY_TAG, value: keyDigest(key) }],
      },
    }
  } catch (error) {
    if (error instanceof MailAddressInvalidError) return { result: 'refused' as const, found: error.message }
    throw error
  }
}

/** Refusals that are about our account and not about the letter: it can go once somebody has put that right. */
const OF_THE_ACCOUNT: readonly string[] = ['missing_api_key', 'invalid_api_key', 'restricted_api_key']

function outcomeOf(
  error: { readonly name?: string; readonly statusCode?: number | null; readonly message?: string },
  { headers, now, late }: { headers: Readonly<Record<string, string>>; now: Date; late: boolean },
): Delivery {
  const { name = '', statusCode: status = null, message = '' } = error
  const said = `Resend said "${name}: ${message}" (${status ?? 'no status'}).`
  if (status === null)
    return {
      result: 'unknown',
      found: late
        ? 'Resend did not answer in time. It may have taken the letter.'
        : 'The connection to Resend broke off. It may have taken the letter.',
    }
  if (status === 429) return { result: 'later', found: said, after: retryAfter(headers['retry-after'], now) }
  // Some request under this key is still under way, and may yet be taken: no other key may take its place.
  if (name === 'concurrent_idempotent_requests') return { result: 'unknown', found: said }
  if (name === 'invalid_idempotent_request')
    return {
      result: 'refused',
      found: `Another letter was sent under this key before, and this one must not go beside it. ${said} Look at both before anything is sent by hand.`,
    }
  if (status === 401 || OF_THE_ACCOUNT.includes(name))
    return {
      result: 'later',
      found: `${said} Enter a valid API key in the settings of the sender.`,
      after: null,
    }
  if (status >= 400 && status < 500) return { result: 'refused', found: said }
  return { result: 'unknown', found: `${said} It may have taken the letter.` }
}

/** When a service wants to be asked again: seconds from now or a date; null where it does not say. */
export function retryAfter(header: string | undefined, now: Date): Date | null {
  if (header === undefined) return null
  const seconds = Number(header)
  const at = Number.isFinite(seconds) ? now.getTime() + Math.max(0, seconds) * 1000 : Date.parse(header)
  return Number.isNaN(at) ? null : new Date(at)
}

/**
 * Asks what was sent since the first attempt and opens each letter to see its tag: the list itself does not show tags. Says
 * "not found" only when every letter since then was opened.
 */
async function lookUp(resend: Resend, { key, since }: { key: string; since: Date }): Promise<LookUp> {
  const digest = keyDigest(key)
  // Clocks differ by a little.
  const from = since.getTime() - 60_000
  let opened = 0
  let after: string | undefined
  for (;;) {
    const page = await resend.emails.list(after === undefined ? { limit: 100 } : { limit: 100, after }, {
      signal: AbortSignal.timeout(LOOK_UP_MS),
      ...NO_DETOURS,
    })
    const listed = Listed.safeParse(page.data)
    if (!listed.success) return CANNOT_TELL
    for (const { id, created_at } of listed.data.data) {
      const at = instantOf(created_at)
      if (at === null) return CANNOT_TELL
      if (at < from) return NOT_FOUND
      opened += 1
      if (opened > MOST_OPENED) return CANNOT_TELL
      const one = await resend.emails.get(id, { signal: AbortSignal.timeout(LOOK_UP_MS), ...NO_DETOURS })
      const letter = Letter.safeParse(one.data)
      if (!letter.success) return CANNOT_TELL
      if (letter.data.tags.some(({ name, value }) => name === KEY_TAG && value === digest))
        return { result: 'sent', providerId: id }
    }
    after = listed.data.data.at(-1)?.id
    if (!listed.data.has_more || after === undefined) return NOT_FOUND
  }
}

const NOT_FOUND: LookUp = { result: 'not-found' }
const CANNOT_TELL: LookUp = { result: 'cannot-tell' }

const Listed = z.looseObject({
  has_more: z.boolean(),
  data: z.array(z.looseObject({ id: z.string(), created_at: z.string() })),
})
const Letter = z.looseObject({ tags: z.array(z.looseObject({ name: z.string(), value: z.string() })) })

/** Reads `2026-04-03 22:13:42.674981+00`, as the service writes instants, and the usual way; null when it is neither. */
function instantOf(text: string): number | null {
  const at = Date.parse(
    text
      .replace(' ', 'T')
      .replace(/(\.\d{3})\d+/, '$1')
      .replace(/([+-]\d\d)$/, '$1:00'),
  )
  return Number.isNaN(at) ? null : at
}
