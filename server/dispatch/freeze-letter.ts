import { createHash } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { message } from '#server/database/action-tables.ts'
import { canonicalJson } from '#server/database/canonical-json.ts'
import type { Transaction } from '#server/database/database.ts'
import type { FrozenMail, SenderOf } from '#server/mail/mail-sender.ts'
import type { ClaimedLetter } from './claim-letters.ts'
import type { DecidedAgain } from './decide-again.ts'
import type { DispatchServices } from './dispatch-services.ts'
import type { LetterRow } from './letter-outcome.ts'

/** A sender that has been set up. */
export type SetUpSender = Extract<Awaited<ReturnType<SenderOf>>, { replyTo: unknown }>

const Address = z.object({ name: z.string().nullish(), address: z.string() })

/**
 * Freezes a letter: what leaves is stored byte for byte with the key it leaves under, before the first attempt, and never composed
 * again once somebody may have taken it. One that was frozen before is left as it is. Answers the frozen letter, why it has to
 * wait, or null where the claim does not hold any more.
 */
export async function freezeLetter(
  tx: Transaction,
  claimed: ClaimedLetter,
  {
    decided,
    sender,
    services,
    now,
  }: { decided: DecidedAgain; sender: SetUpSender; services: DispatchServices; now: Date },
): Promise<{ readonly frozen: ClaimedLetter } | { readonly wait: string } | null> {
  const { letter } = claimed
  if (letter.state === 'frozen') return { frozen: claimed }
  const { companyId, id, fencing } = letter
  const files = await services.attachmentsOf(tx, {
    companyId,
    messageId: id,
    snapshot: decided.snapshot,
    asOf: decided.asOf,
  })
  if ('wait' in files) return files
  const { name, address } = Address.parse(letter.to)
  const payload: FrozenMail = {
    from: sender.from,
    to: { name: name ?? '', address },
    replyTo: letter.replyTo ?? sender.replyTo,
    cc: [...letter.cc, ...sender.cc],
    subject: letter.subject,
    html: letter.html,
    text: letter.text,
    attachments: files.attachments,
  }
  const [frozen] = await tx
    .update(message)
    .set({
      state: 'frozen',
      stateReason: null,
      payload,
      payloadHash: createHash('sha256').update(canonicalJson(payload)).digest('hex'),
      idempotencyKey: keyOf(letter),
      frozenAt: now,
      notBefore: null,
    })
    .where(
      and(
        eq(message.companyId, companyId),
        eq(message.id, id),
        eq(message.fencing, fencing),
        eq(message.state, 'draft'),
      ),
    )
    .returning()
  return frozen ? { frozen: { ...claimed, letter: frozen } } : null
}

/** The id of the letter; another where an earlier form of it was refused or put off, for a key stands for one payload. */
function keyOf({ id, attempts }: LetterRow): string {
  return attempts === 0 ? id : `${id}#${attempts + 1}`
}

/** Makes a frozen letter a draft again, to be written anew. Only for one that nobody can have taken. */
export async function thawLetter(tx: Transaction, { companyId, id, fencing }: LetterRow): Promise<void> {
  await tx
    .update(message)
    .set({
      state: 'draft',
      payload: null,
      payloadHash: null,
      idempotencyKey: null,
      frozenAt: null,
      firstAttemptAt: null,
      leaseUntil: null,
    })
    .where(
      and(
        eq(message.companyId, companyId),
        eq(message.id, id),
        eq(message.fencing, fencing),
        inArray(message.state, ['frozen']),
      ),
    )
}
