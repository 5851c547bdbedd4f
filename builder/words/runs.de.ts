/** Die Wörter der Läufe. */
export const runs: typeof import('./runs.en.ts').runs = {
  title: 'Läufe',
  empty: 'Noch kein Lauf. Regeln laufen zu ihrer Zeit, oder wenn jemand sie startet.',
  runNow: 'Jetzt laufen lassen',
  ran: (matched, actions, heldBack) =>
    `Der Lauf ist fertig: ${matched} betroffen, ${actions} Handlungen, ${heldBack} zurückgehalten.`,
  started: 'Begonnen',
  asOf: 'Stand',
  startedBy: 'Gestartet durch',
  state: 'Zustand',
  problem: 'Problem',
  states: {
    running: 'Läuft',
    stopped: 'Angehalten, wartet auf eine Person',
    completed: 'Abgeschlossen',
    failed: 'Fehlgeschlagen',
  },
  starters: {
    schedule: 'ihre Zeit',
    manual: 'eine Person',
    event: 'ein Ereignis',
    demo: 'die Vorführung',
    'command-line': 'die Befehlszeile',
  },
}
