/** The words of Home. */
export const home = {
  title: 'Home',
  receivables: 'Receivables',
  agingCaption:
    'What is open, by days past due; the buckets add up to the balance. Unapplied cash and open credit memos are not taken off.',
  entity: 'Entity',
  noEntity: 'No entity named',
  bucket: {
    current: 'Not due',
    '1-30': '1–30 days',
    '31-60': '31–60 days',
    '61-90': '61–90 days',
    'over-90': 'Over 90 days',
  },
  unapplied: 'Unapplied cash',
  creditMemos: 'Open credit memos',
  balance: 'Balance',
  unknownDocuments: (line: string, count: number) =>
    `${line}: ${count === 1 ? '1 document is' : `${count} documents are`} left out, since what is open on them is missing.`,
  noReceivables: 'Nothing is open. Import a file of open items to see who owes what.',
  lastRun: 'What the last runs did',
  lastRunEmpty: 'No rule has run yet. Rules run at their time; a run can also be started by hand.',
  waits: 'What waits',
  waitsEmpty: 'Nothing waits. What rules decide to do appears here and in the outbox.',
}
