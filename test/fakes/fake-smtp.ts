import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { faultPlan, type Mix } from './fault-plan.ts'

/**
 * What can go wrong with one letter. `silent-...` and `cut-after-data` took the letter and never say so; the others took
 * nothing.
 */
export const SMTP_FAULTS = [
  'refuse-mailbox',
  'later-mailbox',
  'refuse-data',
  'later-data',
  'silent-after-data',
  'cut-after-data',
  'cut-before-data',
  'later-sender',
] as const
export type SmtpFault = (typeof SMTP_FAULTS)[number]

/** A letter that was taken. */
export type TakenSmtpLetter = {
  /** The Message-ID, which is how an SMTP letter can be told from another. */
  readonly key: string
  readonly from: string
  /** Whom it goes to by the envelope, which is what counts. */
  readonly recipients: readonly string[]
  readonly raw: string
  readonly mail: Email
}

export type FakeSmtp = {
  readonly host: string
  readonly port: number
  readonly letters: () => readonly TakenSmtpLetter[]
  readonly countOf: (key: string) => number
  /** Letters begun, with those that led to nothing. */
  readonly requests: () => number
  readonly failNext: (...faults: readonly SmtpFault[]) => void
  readonly failAtRandom: (mix: Mix<SmtpFault> | null) => void
  readonly stop: () => Promise<void>
}

class Refusal extends Error {
  override name = 'Refusal' as const
  readonly responseCode: number
  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}

/** A mail server on an address of this machine that keeps what it gets. Its certificate, if asked for one, is nobody's. */
export async function startFakeSmtp({
  port = 0,
  user,
  password,
  offersTls = false,
}: {
  readonly port?: number
  /** Who is let in; anybody when absent. */
  readonly user?: string
  readonly password?: string
  readonly offersTls?: boolean
} = {}): Promise<FakeSmtp> {
  const letters: TakenSmtpLetter[] = []
  const plan = faultPlan<SmtpFault>()
  const faults = new Map<string, SmtpFault | null>()
  let requests = 0
  const server = new SMTPServer({
    disabledCommands: offersTls ? [] : ['STARTTLS'],
    authOptional: user === undefined,
    allowInsecureAuth: true,
    logger: false,
    closeTimeout: 200,
    onAuth: ({ username, password: given }, _session, done) =>
      username === user && given === password
        ? done(null, { user: username })
        : done(new Refusal(535, 'Authentication failed')),
    onMailFrom: (_address, session, done) => {
      requests += 1
      const fault = plan.next()
      faults.set(session.id, fault)
      if (fault === 'cut-before-data') return cut(session.id)
      done(fault === 'later-sender' ? new Refusal(451, 'Try again later') : null)
    },
    onRcptTo: (_address, session, done) => {
      const fault = faults.get(session.id)
      if (fault === 'refuse-mailbox') return done(new Refusal(550, 'No such mailbox'))
      done(fault === 'later-mailbox' ? new Refusal(451, 'Greylisted, try again later') : null)
    },
    onData: async (stream, session, done) => {
      const parts: Buffer[] = []
      try {
        for await (const part of stream) parts.push(part)
      } catch {
        // Whoever sent it was killed in the middle: a letter without its end is not taken.
        return done(new Refusal(451, 'Broken off'))
      }
      const fault = faults.get(session.id)
      if (fault === 'refuse-data') return done(new Refusal(554, 'Refused for policy reasons'))
      if (fault === 'later-data') return done(new Refusal(452, 'Not enough room'))
      const raw = Buffer.concat(parts)
      const mail = await PostalMime.parse(raw)
      const { mailFrom, rcptTo } = session.envelope
      letters.push({
        key: mail.messageId ?? '',
        from: mailFrom === false ? '' : mailFrom.address,
        recipients: rcptTo.map(({ address }) => address),
        raw: raw.toString('utf8'),
        mail,
      })
      if (fault === 'cut-after-data') return cut(session.id)
      if (fault !== 'silent-after-data') done(null)
    },
  })
  const cut = (session: string) => {
    for (const connection of server.connections as Set<{ id: string; close(): void }>)
      if (connection.id === session) connection.close()
  }
  // A connection that was cut is told as an error; that is what the tests do to it.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: own } = server.server.address() as AddressInfo
  return {
    host: '127.0.0.1',
    port: own,
    letters: () => letters,
    countOf: (key) => letters.filter((letter) => letter.key === key).length,
    requests: () => requests,
    failNext: plan.queue,
    failAtRandom: plan.mix,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
