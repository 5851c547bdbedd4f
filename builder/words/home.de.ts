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
  overdue: 'Überfällig',
  overdueDocuments: (shown, count) => `${shown} ${count === 1 ? 'Beleg' : 'Belege'} nach Fälligkeit`,
  promisesDue: 'Für die nächsten 7 Tage zugesagt',
  promises: (shown, count) => `${shown} ${count === 1 ? 'Zusage' : 'Zusagen'}`,
  uncovered: 'Überfällig und von keiner Regel erfasst',
  uncoveredSentence: 'Daran erinnert keine laufende Regel.',
  covered: 'Jeder überfällige Beleg ist von einer laufenden Regel erfasst.',
  today: 'Heute',
  waitsForMe: 'Was auf mich wartet',
  myTasks: 'Meine Aufgaben',
  openTasks: 'Alle offenen Aufgaben',
  stoppedRuns: 'Angehaltene Läufe',
  requests: 'Regeln zum Veröffentlichen',
  doubtful: 'Konten zuzuordnen',
  held: 'Von den letzten Läufen zurückgehalten',
  heldNone: 'Nichts ist zurückgehalten.',
  waits: 'Was wartet',
  waitsEmpty: 'Nichts wartet. Was Regeln beschließen, erscheint hier und im Ausgang.',
}
