/** Die Wörter der Übersicht. */
export const home: typeof import('./home.en.ts').home = {
  title: 'Übersicht',
  receivables: 'Forderungen',
  agingCaption:
    'Was offen ist, nach Tagen der Überfälligkeit; die Spalten ergeben zusammen den Saldo. Nicht zugeordnete Zahlungen und offene Gutschriften sind nicht abgezogen.',
  entity: 'Gesellschaft',
  noEntity: 'Ohne Gesellschaft',
  bucket: {
    current: 'Nicht fällig',
    '1-30': '1–30 Tage',
    '31-60': '31–60 Tage',
    '61-90': '61–90 Tage',
    'over-90': 'Über 90 Tage',
  },
  unapplied: 'Nicht zugeordnete Zahlungen',
  creditMemos: 'Offene Gutschriften',
  balance: 'Saldo',
  unknownDocuments: (line, count) =>
    `${line}: ${count === 1 ? '1 Beleg ist' : `${count} Belege sind`} nicht mitgezählt, weil fehlt, was davon offen ist.`,
  noReceivables:
    'Es ist nichts offen. Lesen Sie eine Datei offener Posten ein, um zu sehen, wer was schuldet.',
  lastRun: 'Was die letzten Läufe getan haben',
  lastRunEmpty:
    'Noch ist keine Regel gelaufen. Regeln laufen zu ihrer Zeit; ein Lauf lässt sich auch von Hand beginnen.',
  waits: 'Was wartet',
  waitsEmpty: 'Nichts wartet. Was Regeln beschließen, erscheint hier und im Ausgang.',
}
