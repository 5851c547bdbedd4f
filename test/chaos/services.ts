import { z } from 'zod'
import { type Child, endChild, firstLine, startChild } from './child.ts'
import { BooksTaken } from './fake-books.ts'

const Places = z.strictObject({
  control: z.url(),
  resend: z.url(),
  smtp: z.strictObject({ host: z.string(), port: z.int() }),
})

const TakenByMail = z.strictObject({
  requests: z.int(),
  keys: z.array(z.string().nullable()),
  to: z.array(z.string()),
})
const TakenByServices = z.strictObject({ resend: TakenByMail, smtp: TakenByMail })

/** What the world outside has seen. */
export type Taken = {
  readonly resend: z.infer<typeof TakenByMail>
  readonly smtp: z.infer<typeof TakenByMail>
  readonly books: BooksTaken
}

/** The services outside, each in a process that nobody kills. */
export type Services = {
  readonly resend: string
  readonly smtp: { readonly host: string; readonly port: number }
  readonly books: string
  /** Troubles from now on, the same for the same seed; null for none any more. */
  trouble(seed: number | null): Promise<void>
  taken(): Promise<Taken>
  stop(): Promise<void>
}

const RESEND_TROUBLES = {
  'rate-limited': 0.02,
  'server-error': 0.02,
  'server-error-after-accept': 0.02,
  'hang-after-accept': 0.01,
  'cut-after-accept': 0.02,
  cut: 0.01,
  truncated: 0.02,
  concurrent: 0.01,
}
const SMTP_TROUBLES = {
  'later-mailbox': 0.02,
  'later-data': 0.02,
  'cut-after-data': 0.02,
  'silent-after-data': 0.01,
  'cut-before-data': 0.02,
  'refuse-mailbox': 0.01,
}

/** Starts a mail service, a mail server and an accounting system. */
export async function startServices(): Promise<Services> {
  const mail = startChild(new URL('../fakes/fake-services.ts', import.meta.url).pathname)
  const books = startChild(new URL('./fake-books.ts', import.meta.url).pathname)
  const [line, booksUrl] = await Promise.all([firstLine(mail), firstLine(books)])
  const { control, resend, smtp } = Places.parse(JSON.parse(line))
  const post = (url: string, order: unknown) => fetch(url, { method: 'POST', body: JSON.stringify(order) })
  return {
    resend,
    smtp,
    books: booksUrl,
    async trouble(seed) {
      const mix = (chance: object) => (seed === null ? null : { seed, chance })
      await post(control, { resend: { mix: mix(RESEND_TROUBLES) }, smtp: { mix: mix(SMTP_TROUBLES) } })
      await post(`${booksUrl}/order`, { seed })
    },
    async taken() {
      const byMail = TakenByServices.parse(await (await fetch(control)).json())
      const byBooks = BooksTaken.parse(await (await fetch(`${booksUrl}/taken`)).json())
      return { ...byMail, books: byBooks }
    },
    async stop() {
      await Promise.all([mail, books].map((child: Child) => endChild(child)))
    },
  }
}
