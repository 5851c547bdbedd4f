/** Die Wörter der Bearbeitung einer Regel. */
export const editing: typeof import('./editing.en.ts').editing = {
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  undoWhat: (what) => `Rückgängig: ${what}`,
  redoWhat: (what) => `Wiederholen: ${what}`,
  undone: (what) => `Rückgängig gemacht: ${what}`,
  redone: (what) => `Wiederholt: ${what}`,
  nothingToUndo: 'Es gibt nichts rückgängig zu machen.',
  nothingToRedo: 'Es gibt nichts zu wiederholen.',
  commands: {
    added: (what) => `${what} hinzugefügt`,
    removed: (what) => `${what} gelöscht`,
    moved: (what) => `${what} verschoben`,
    duplicated: (what) => `${what} verdoppelt`,
    pasted: (count) => (count === 1 ? '1 Schritt eingefügt' : `${count} Schritte eingefügt`),
    pastedBranch: (what) => `${what} eingefügt`,
    changed: (what) => `${what} geändert`,
    cut: (what) => `${what} ausgeschnitten`,
    otherwise: 'Geändert, was sonst geschieht',
    trigger: 'Geändert, wann sie läuft',
    policy: 'Grenzen geändert',
    subject: 'Geändert, was sie betrachtet',
    renamed: (name) => `Umbenannt in „${name}“`,
    note: (what) => `Notiz zu ${what} geändert`,
    notes: 'Notizen geändert',
    pinned: (what) => `${what} festgesetzt`,
    unpinned: 'Alles gelöst',
    test: (name) => `„${name}“ als Test behalten`,
    text: 'Text der Regel geändert',
    takenTheirs: (who) => `Fassung von ${who} übernommen`,
  },
  step: 'Schritt',
  branch: 'Zweig',
  kinds: { trigger: 'Wann sie läuft', act: 'Handlung', wait: 'Warten', decide: 'Entscheiden' },
  newBranch: 'Neuer Zweig',
  otherwise: 'Sonst',
  toCorrect: 'Zu berichtigen',
  nothingDone: 'Nichts geändert.',
  withProblem: (sentence, problem) => `${sentence}. Zu berichtigen: ${problem}`,
  nodeHelp:
    'Eingabe öffnet die Einzelheiten, A fügt danach einen Schritt hinzu, Entf löscht ihn, Alt mit einem Pfeil verschiebt ihn, Umschalt mit einem Pfeil wählt mehrere. Pfeile führen zu den Schritten ringsum, Tab zum nächsten.',
  several: {
    steps: (count) => `${count} Schritte`,
    chosen: (count) => (count === 1 ? '1 Schritt gewählt' : `${count} Schritte gewählt`),
    help: (count) =>
      `${count} Schritte sind gewählt. Kopieren, Verdoppeln, Ziehen und Löschen meinen alle; unten steht der letzte.`,
  },
  lineHelp:
    'Dorthin ziehen, wo der nächste Schritt hingehört: ins Leere, um einen zu wählen, auf einen Schritt, um ihn hierher zu holen.',
  unfinished: {
    condition: 'Bedingung noch zu wählen',
    trigger: 'Zeit noch zu wählen',
    act: (title) => `${title}: noch nicht ausgefüllt`,
    unknownAct: (name) => `„${name}“ ist hier keine bekannte Handlung`,
  },
  acts: {
    'send-email': { title: 'E-Mail senden', hint: 'Ein Brief aus einer Vorlage an einen Kontakt' },
    'place-credit-hold': { title: 'Kreditsperre setzen', hint: 'Keine neuen Aufträge, bis sie gelöst wird' },
    'release-credit-hold': { title: 'Kreditsperre lösen', hint: 'Neue Aufträge sind wieder möglich' },
    'create-task': { title: 'Aufgabe anlegen', hint: 'Für die Sachbearbeitung, mit Fälligkeit' },
    'add-note': { title: 'Notiz hinzufügen', hint: 'Beim Kunden, für Kolleginnen und Kollegen' },
    'emit-event': { title: 'Ereignis melden', hint: 'An ein anderes System' },
  },
  add: {
    title: 'Schritt hinzufügen',
    search: 'Was soll geschehen?',
    none: 'So heißt nichts. Versuchen Sie ein anderes Wort.',
    after: (title) => `Schritt nach „${title}“ hinzufügen`,
    first: 'Ersten Schritt hinzufügen',
    inBranch: (name) => `Schritt zu „${name}“ hinzufügen`,
    wait: 'Warten',
    decide: 'Entscheiden',
    branch: 'Zweig neben diesem hinzufügen',
    hints: {
      wait: 'Einige Tage vor dem, was folgt',
      decide: 'Verschiedene Schritte für verschiedene Kunden',
      branch: 'Eine weitere Bedingung derselben Entscheidung',
    },
    afterRepeating:
      'Der Schritt davor wiederholt sich bis zum Ende seiner Liste, danach kann nichts kommen. Fügen Sie es vor ihm hinzu.',
  },
  palette: {
    title: 'Bausteine',
    help: 'Auf ein + ziehen, oder drücken, um nach dem Gewählten hinzuzufügen.',
    more: (count) => `${count} weitere`,
  },
  bar: {
    title: 'Regel bearbeiten',
    add: 'Schritt hinzufügen',
    duplicate: 'Verdoppeln',
    earlier: 'Früher',
    later: 'Später',
    remove: 'Löschen',
    free: 'Freie Anordnung',
    freeHelp: 'Schritte bleiben, wo Sie sie hinziehen. Mit der Umschalttaste gilt das für einen.',
    unpin: 'Alle lösen',
  },
  outline: {
    help: 'Pfeile gehen durch die Schritte, Eingabe zeigt die Einzelheiten.',
    editHelp:
      'Pfeile gehen durch die Schritte, Eingabe öffnet die Einzelheiten, A fügt hinzu, Entf löscht, Alt mit einem Pfeil verschiebt, F2 benennt um.',
    rename: 'Bezeichnung',
    labelled: (label) => (label === '' ? 'Bezeichnung entfernt' : `Als „${label}“ bezeichnet`),
  },
  clipboard: {
    copied: (what) => `„${what}“ kopiert`,
    nothing: 'In der Zwischenablage ist kein Schritt. Kopieren Sie zuerst einen mit Strg+C.',
    lacks: 'Das Eingefügte braucht etwas, das es hier nicht gibt:',
    otherSubject: (subject) =>
      subject === 'invoice'
        ? 'Es stammt aus einer Regel für jede Rechnung; seine Angaben passen vielleicht nicht.'
        : 'Es stammt aus einer Regel für jeden Kunden; seine Angaben passen vielleicht nicht.',
    noAct: (name) => `Die Handlung „${name}“ ist hier nicht bekannt.`,
    noTemplate: (name) => `Den Brief „${name}“ gibt es nicht.`,
    noFact: (name) => `Die Angabe „${name}“ ist hier nicht bekannt.`,
  },
  note: {
    has: 'Hat eine Notiz',
    label: 'Notiz',
    placeholder: 'Für alle, die das später lesen. Sie ändert nichts daran, was die Regel tut.',
  },
  saved: {
    states: {
      saved: 'Gespeichert',
      saving: 'Wird gespeichert',
      unsaved: 'Noch nicht gespeichert',
      offline: 'Ohne Verbindung',
      conflict: 'Von zweien geändert',
      refused: 'Nicht gespeichert',
    },
    help: {
      saved: 'Alles ist gespeichert. Was läuft, ändert sich erst mit der Veröffentlichung.',
      saving: 'Die letzten Änderungen werden gespeichert.',
      unsaved: 'Die letzten Änderungen werden gleich gespeichert.',
      offline:
        'Der Server antwortet nicht. Ihre Änderungen bleiben in diesem Browser und werden gespeichert, sobald er antwortet.',
      conflict: 'Jemand anderes hat dasselbe geändert. Es wird nichts gespeichert, bis Sie wählen.',
      refused: 'Der Server nimmt das nicht an.',
    },
    refused: (why) => `Nicht gespeichert: ${why} Ihre Änderungen bleiben in diesem Browser.`,
    tookIn: (who) => `${who} bearbeitet diese Regel auch. Deren Änderungen wurden mit Ihren zusammengeführt.`,
    somebody: 'Jemand anderes',
    seen: 'In Ordnung',
  },
  others: {
    yourself: 'Sie',
    here: (who, where) =>
      where === null
        ? `${who} hat diese Regel auch offen.`
        : `${who} hat diese Regel auch offen, bei „${where}“.`,
    yourselfHere: (where) =>
      where === null
        ? 'Sie haben diese Regel noch in einem anderen Fenster offen.'
        : `Sie haben diese Regel noch in einem anderen Fenster offen, bei „${where}“.`,
    further: (count) => `und ${count} weitere`,
  },
  conflict: {
    notice: (who) => `${who} hat dasselbe geändert wie Sie. Es wird nichts gespeichert, bis Sie wählen.`,
    choose: 'Wählen',
    title: 'Zwei Fassungen von demselben',
    sentence: (who) =>
      `Sie und ${who} haben dasselbe zur gleichen Zeit geändert. Alles andere hat in beiden Fassungen seinen Platz; dies ist zu wählen:`,
    what: 'Was',
    mine: 'Ihre',
    theirs: (who) => `Die von ${who}`,
    deleted: 'gelöscht',
    order: 'Reihenfolge der Schritte',
    takeTheirs: 'Deren Fassung nehmen',
    keepMine: 'Meine behalten',
    later: 'Erst ansehen',
    undoable:
      'Die ganze Regel wird zu der Fassung, die Sie wählen. Nach deren Fassung bringt Rückgängig Ihre zurück.',
    parts: {
      name: 'Name',
      trigger: 'Wann sie läuft',
      subject: 'Was sie betrachtet',
      tests: 'Tests',
      description: 'Beschreibung',
    },
  },
  text: {
    tab: 'Text',
    title: 'Die Regel als Text',
    help: 'Die ganze Regel als JSON. Was Sie ändern, wird als ein Schritt übernommen, den Rückgängig zurücknimmt. Unbekannte Schlüssel bleiben erhalten.',
    apply: 'Übernehmen',
    discard: 'Meinen Text verwerfen',
    save: 'Als Datei sichern',
    overtaken:
      'Die Regel hat sich geändert, seit Sie zu schreiben begannen. Beim Übernehmen tritt Ihr Text an ihre Stelle.',
    line: (line) => `Zeile ${line}`,
    noJson: (message) => `Das ist kein JSON: ${message}.`,
    tooDeep: 'Die Schritte sind zu tief verschachtelt. Machen Sie sie flacher oder teilen Sie die Regel.',
    emptyGroup: 'Diese Gruppe hat keine Bedingung. Geben Sie ihr eine, oder nehmen Sie sie weg.',
  },
  page: {
    rename: 'Umbenennen',
    name: 'Name der Regel',
    mayNotEdit: (role) => `Die Rolle ${role} darf Regeln ansehen und nicht ändern.`,
    notDrawable: 'Diese Regel kann nicht gezeichnet werden. Ihrem Entwurf fehlt:',
  },
}
