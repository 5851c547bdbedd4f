import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Clock } from '#server/clock.ts'
import type { DispatchServices } from '#server/dispatch/dispatch-services.ts'
import { LEASES } from '#server/dispatch/leases.ts'
import type { MailSender } from '#server/mail/mail-sender.ts'
import { createResendSender } from '#server/mail/resend-sender.ts'
import { type FakeResend, startFakeResend, type TakenLetter } from '../../fakes/fake-resend.ts'

/** Longer than any answer takes on a machine that is busy; tests of a silent service give their own. */
const DEADLINE_MS = 10_000

export type AMailService = {
  readonly resend: FakeResend
  /** What dispatch needs to send by it, at a time. */
  services(clock: Clock): Pick<DispatchServices, 'senderOf' | 'deadlineMs' | 'leases' | 'clock'>
  /** The letters taken since the test began. */
  taken(): readonly TakenLetter[]
}

/** A mail service with its own clock for one test file; every letter it takes is an effect on the world. */
export function aMailService(): AMailService {
  let resend: FakeResend | undefined
  let from = 0
  let clock: Clock | undefined
  const current = (): FakeResend => {
    if (resend === undefined)
      throw new Error('The mail service is started in beforeAll: use it inside a test.')
    return resend
  }
  beforeAll(async () => {
    resend = await startFakeResend({ now: () => clock?.now() ?? new Date('2026-03-16T15:30:00Z') })
  })
  beforeEach(() => {
    from = current().letters().length
  })
  afterAll(() => current().stop())
  return {
    get resend() {
      return current()
    },
    services(at) {
      clock = at
      return { clock: at, senderOf: senderOf(current(), at), deadlineMs: DEADLINE_MS, leases: LEASES }
    },
    taken: () => current().letters().slice(from),
  }
}

function senderOf(resend: FakeResend, clock: Clock): DispatchServices['senderOf'] {
  const sender = createResendSender({ apiKey: 're_test', baseUrl: resend.url, clock })
  return async () => byWay(sender)
}

/** A company that sends by this way. */
export function byWay(sender: MailSender): Awaited<ReturnType<DispatchServices['senderOf']>> {
  const from = { name: 'Dunlin Inc.', address: 'billing@dunlin.example.com' }
  return { sender, from, replyTo: { name: 'Ann', address: 'ann@dunlin.example.com' }, cc: [] }
}
