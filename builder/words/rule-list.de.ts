/** Die Wörter der Liste der Regeln. */
export const ruleList: typeof import('./rule-list.en.ts').ruleList = {
  filter: 'Zeigen',
  all: 'Alle',
  withDraft: 'Mit Entwurf',
  waiting: 'Warten auf eine zweite Person',
  states: {
    draft: 'Entwürfe',
    monitor: 'Zum Beobachten',
    live: 'Live',
    paused: 'Pausiert',
    retired: 'Stillgelegt',
  },
  search: 'Regeln suchen',
  draftBy: (who, when) => `Entwurf von ${who}, ${when}`,
  draft: 'Entwurf',
  request: (who) => `${who} bittet eine zweite Person, sie zu veröffentlichen`,
  empty: 'Es gibt noch keine Regeln.',
  none: 'Keine Regel ist so. Wählen Sie einen anderen Filter.',
  start: 'Mit einer Vorlage beginnen',
}
