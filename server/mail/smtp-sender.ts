import type { Readable } from 'node:stream'
import nodemailer from 'nodemailer'
import { z } from 'zod'
import { MailAddressInvalidError } from './errors.ts'
import { keyDigest } from './letter-key.ts'
import type { Delivery, FrozenMail, MailSender } from './mail-sender.ts'
import { domainOf, singleAddress } from './single-address.ts'

export type SmtpSettings = {
  readonly host: string
  readonly port: number
  /** `tls` from the first byte, or `starttls` before anything is said; `none` for a server on this machine only. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string | null
  readonly password: string | null
}

const CONNECT_MS = 15_000
const IDLE_MS = 30_000

/**
 * Sends by a mail server. SMTP knows no keys: whoever repeats, sends twice, and what was said after the letter itself and
 * got lost is unknown for good. `close` ends the connections it keeps.
 */
export function createSmtpSender(settings: SmtpSettings): MailSender & { close(): void } {
  const transport = nodemailer.createTransport({
    pool: true,
    maxConnections: 4,
    maxMessages: 100,
    // A repeat is decided by whoever keeps count of attempts, never by a library.
    maxRequeues: 0,
    idleTimeout: IDLE_MS,
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    tls: { minVersion: 'TLSv1.2' },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    ...(settings.user !== null && { auth: { user: settings.user, pass: settings.password ?? '' } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  // Trouble of an idle connection is nobody's letter; that of a letter is told to whoever sends it.
  transport.on('error', () => {})
  // Whether a single byte of a letter went out decides if anybody can have got it: the stream it is read from knows.
  const streams = new Map<string, Readable>()
  transport.use('stream', ({ message, data }, done) => {
    const open = message.createReadStream.bind(message)
    message.createReadStream = (options) => {
      const stream = open(options)
      streams.set(String(data.messageId), stream)
      return stream
    }
    done()
  })
  return {
    name: 'smtp',
    keyLastsMs: 0,
    send: async (mail, { key, deadlineMs }) => {
      const letter = letterOf(mail, messageIdOf(key, mail.from.address))
      if (letter instanceof MailAddressInvalidError) return { result: 'refused', found: letter.message }
      try {
        const info = await transport.sendMail({ ...letter, signal: AbortSignal.timeout(deadlineMs) })
        const refused = info.rejected.map(addressIn).includes(letter.to.address)
        return refused ? onlyCopiesLeft(letter.to.address) : { result: 'sent', providerId: letter.messageId }
      } catch (error) {
        return outcomeOf(error, streams.get(letter.messageId)?.readableDidRead === true)
      } finally {
        streams.delete(letter.messageId)
      }
    },
    lookUp: async () => ({ result: 'cannot-tell' }),
    close: () => transport.close(),
  }
}

/** The Message-ID of a letter: the same for every attempt, so that a receiver can see that two are one. */
export function messageIdOf(key: string, from: string): string {
  return `<${keyDigest(key).slice(0, 40)}@${domainOf(from)}>`
}

function letterOf(mail: FrozenMail, messageId: string) {
  try {
    return {
      // As parts, each checked: nodemailer takes a text apart and would send to everybody it finds in it.
      from: singleAddress(mail.from),
      to: singleAddress(mail.to),
      replyTo: singleAddress(mail.replyTo),
      cc: mail.cc.map(singleAddress),
      subject: mail.subject.replace(/\p{Cc}+/gu, ' '),
      html: mail.html,
      text: mail.text,
      messageId,
      attachments: mail.attachments.map(({ fileName, contentType, content }) => ({
        filename: fileName,
        contentType,
        content,
        encoding: 'base64',
      })),
    }
  } catch (error) {
    if (error instanceof MailAddressInvalidError) return error
    throw error
  }
}

function onlyCopiesLeft(address: string): Delivery {
  return {
    result: 'refused',
    found: `The mail server takes no letters for ${address}; only the copies left.`,
  }
}

function addressIn(recipient: string | { readonly address: string }): string {
  return typeof recipient === 'string' ? recipient : recipient.address
}

const Failure = z.looseObject({
  message: z.string(),
  code: z.string().optional(),
  responseCode: z.number().optional(),
})

/** Refusals of this very letter or recipient; whatever else a server says no to is about the connection or our account. */
const OF_THE_LETTER: readonly string[] = ['EENVELOPE', 'EMESSAGE']

function outcomeOf(error: unknown, hasLeft: boolean): Delivery {
  const parsed = Failure.safeParse(error)
  if (!parsed.success) throw error
  const { message, code = '', responseCode } = parsed.data
  const said = `The mail server or the way to it failed: ${message}.`
  if (hasLeft && responseCode === undefined)
    return {
      result: 'unknown',
      found: `The letter was handed over and the mail server never said whether it took it (${message}).`,
    }
  if (responseCode !== undefined && responseCode >= 500 && (hasLeft || OF_THE_LETTER.includes(code)))
    return { result: 'refused', found: said }
  return { result: 'later', found: said, after: null }
}
