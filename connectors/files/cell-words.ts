import type { ACCOUNT_STATUSES, CONTACT_ROLES, DocumentType } from '#engine/ledger.ts'

/** The words files use for states, kinds, and yes and no. A word that is not listed is reported, never guessed. */

const words = <T extends string>(table: Readonly<Record<T, string>>): ReadonlyMap<string, T> =>
  new Map(
    (Object.keys(table) as T[]).flatMap((meaning) =>
      table[meaning].split('|').map((word): [string, T] => [word, meaning]),
    ),
  )

export const DOCUMENT_STATES = words({
  open: 'open|sent|due|overdue|past due|unpaid|outstanding|approved|authorised|authorized|submitted|viewed|partial|partially paid|partly paid|awaiting payment|not paid|issued|invoiced|posted|unapplied|offen|uberfallig|teilweise bezahlt|impaye|pendiente',
  paid: 'paid|paid in full|fully paid|closed|settled|fully applied|bezahlt|ausgeglichen|beglichen|paye|payee|pagado|pagada',
  draft: 'draft|pending approval|quote|proforma|pro forma|entwurf|brouillon|borrador',
  void: 'void|voided|cancelled|canceled|deleted|rejected|reversed|storniert|annule|annulee|anulado|anulada',
  'written-off': 'written off|written-off|write-off|write off|uncollectible|bad debt|ausgebucht',
  disputed: 'disputed|in dispute|strittig',
})

export const DOCUMENT_KINDS = words<DocumentType>({
  invoice: 'invoice|sales invoice|inv|si|accrec|tax invoice|rechnung|ausgangsrechnung|facture|factura',
  'credit-memo':
    'credit memo|credit-memo|credit note|credit|cn|sc|cm|sales credit|sales credit note|accreccredit|gutschrift|rechnungskorrektur|avoir|nota de credito',
  'debit-memo': 'debit memo|debit-memo|debit note|dm|belastung|lastschriftnote',
  'finance-charge':
    'finance charge|finance-charge|late fee|interest|interest invoice|mahngebuhr|verzugszinsen',
})

export const PAYMENT_STATES = words({
  cleared:
    'cleared|completed|complete|succeeded|settled|paid|paid out|posted|received|confirmed|applied|deposited|authorised|verbucht|eingegangen',
  pending: 'pending|processing|in flight|in transit|submitted|initiated|open|ausstehend',
  returned: 'returned|bounced|charged back|chargeback|reversed|refunded|ruckgabe|rucklastschrift',
  failed: 'failed|canceled|cancelled|void|voided|deleted|declined|rejected|fehlgeschlagen|storniert',
})

export const CUSTOMER_STATES = words<(typeof ACCOUNT_STATUSES)[number]>({
  active: 'active|aktiv|open|current',
  inactive: 'inactive|inaktiv|closed|archived',
  insolvent: 'insolvent|bankrupt|insolvency',
  legal: 'legal|in legal|litigation',
  agency: 'agency|collections|collection agency|inkasso',
})

export const ROLES = words<(typeof CONTACT_ROLES)[number]>({
  billing: 'billing|accounts payable|ap|accounting|finance|invoices|buchhaltung',
  escalation: 'escalation|manager|controller',
  executive: 'executive|ceo|cfo|owner|director',
  'account-owner': 'account-owner|account owner|sales',
  'invoice-inbox': 'invoice-inbox|invoice inbox|invoice capture|e-invoicing|rechnungseingang',
  other: 'other',
})

export const FLAGS = words({
  yes: 'yes|y|true|1|ja|j|wahr|x|oui|si',
  no: 'no|n|false|0|nein|falsch|non',
})

/** The meaning of a word, whatever its case and accents; null when it is not one of ours. */
export function meaningOf<T extends string>(table: ReadonlyMap<string, T>, text: string): T | null {
  const plain = plainWord(text)
  // Some systems put the kind before the state: "Invoice : Paid In Full".
  return table.get(plain) ?? table.get(plain.slice(plain.lastIndexOf(':') + 1).trim()) ?? null
}

/** The first words of each meaning, for messages. */
export function wordsFor(table: ReadonlyMap<string, string>): string {
  const first = new Map<string, string>()
  for (const [word, meaning] of table) if (!first.has(meaning)) first.set(meaning, word)
  return [...first.values()].join(', ')
}

function plainWord(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[_\s]+/g, ' ')
}
