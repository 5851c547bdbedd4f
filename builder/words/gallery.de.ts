/** Die Wörter dafür, wo Regeln beginnen: Vorlagen, eine leere Regel, eine Datei. */
export const gallery: typeof import('./gallery.en.ts').gallery = {
  title: 'Neue Regel',
  newRule: 'Neue Regel',
  sentence: 'Wählen Sie, was die Regel tun soll. Die Zahlen stammen aus Ihren eigenen Büchern, Stand heute.',
  goals: {
    remind: 'Erinnern',
    escalate: 'Nachfassen',
    hold: 'Kreditsperren',
    release: 'Aufheben',
    thank: 'Danken',
  },
  needs: 'Braucht',
  today: 'Heute',
  counting: 'Wird gezählt',
  counted: {
    customer: (shown, count) => `${shown} ${count === 1 ? 'Kunde' : 'Kunden'}`,
    invoice: (shown, count) => `${shown} ${count === 1 ? 'Rechnung' : 'Rechnungen'}`,
  },
  of: (shown) => `von ${shown}`,
  missing: (shown) => `${shown} mit fehlenden Daten`,
  cannotCount: 'Sie lässt sich in diesen Büchern nicht zählen.',
  use: 'Verwenden',
  takeNamed: (title) => `Verwenden: ${title}`,
  preview: 'Anlegen und Vorschau ansehen',
  edit: 'Anlegen und bearbeiten',
  back: 'Zurück',
  name: 'Name',
  nameHelp: 'Er folgt Ihren Antworten, bis Sie ihn ändern.',
  yes: 'Ja',
  no: 'Nein',
  days: 'Tage',
  answerWrong: {
    number: (least, most) => `Geben Sie eine ganze Zahl von ${least} bis ${most} an.`,
    amount: 'Geben Sie einen Betrag ab 0 an, mit nicht mehr Nachkommastellen, als die Währung hat.',
    currency: 'Geben Sie eine Währung mit ihren drei Buchstaben an, etwa USD oder EUR.',
  },
  otherWays: 'Anders beginnen',
  blank: 'Leer beginnen',
  blankSentence: 'Eine leere Regel, die jeden Werktag um 10:30 Uhr nachsieht.',
  blankName: 'Neue Regel',
  import: 'Datei einlesen',
  importSentence:
    'Eine Regeldatei von Dunlin oder Regeln von json-rules-engine. Sie werden Entwürfe; veröffentlicht wird nichts.',
  chooseFile: 'Datei wählen',
  pasteText: 'Oder ihren Text einfügen',
  read: 'Einlesen',
  found: (count) => (count === 1 ? '1 Regel in der Datei' : `${count} Regeln in der Datei`),
  missingFacts: (facts) =>
    `Diese Bücher kennen nicht: ${facts}. Die Regel kann Entwurf bleiben; sie entscheidet nichts, bis das ersetzt ist.`,
  problems: (count) =>
    count === 1
      ? '1 Punkt ist vor der Veröffentlichung zu berichtigen'
      : `${count} Punkte sind vor der Veröffentlichung zu berichtigen`,
  ready: 'Sie könnte so veröffentlicht werden.',
  exists: (name) => `Unter dieser Kennung gibt es schon eine Regel: „${name}“. Was sich an ihr ändern würde:`,
  existsSame: (name) =>
    `Unter dieser Kennung gibt es schon eine Regel, „${name}“, und sie entscheidet dasselbe.`,
  asNew: 'Als neue Regel einlesen',
  asDraft: 'Als Entwurf dieser Regel einlesen',
  importOne: 'Als Entwurf einlesen',
  unnamed: 'Regel ohne Namen',
  notForYou: 'Regeln legen Autoren an. Ansehen können Sie, was es gibt.',
}
