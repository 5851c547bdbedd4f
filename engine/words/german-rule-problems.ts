import type { Phrases } from './phrase-book.ts'

/** What is wrong with a rule and what would be right, in German. Words of the file format stay as they are. */
export const germanRuleProblems: Phrases = [
  ['It is not JSON: {reason}.', 'Das ist kein JSON: {reason}.'],
  [
    'The steps are nested too deep to be read. Flatten them or split the rule.',
    'Die Schritte sind zu tief verschachtelt. Vereinfachen Sie sie, oder teilen Sie die Regel.',
  ],
  [
    '"{event}" is about a customer. Make it a rule about customers, or wait for {others}.',
    '„{event}“ betrifft einen Kunden. Machen Sie eine Regel über Kunden daraus, oder warten Sie auf {others}.',
  ],
  [
    'A rule is a JSON object with "dunlin": 1, "name", "subject", "trigger" and "steps".',
    'Eine Regel ist ein JSON-Objekt mit "dunlin": 1, "name", "subject", "trigger" und "steps".',
  ],
  [
    'The format version is missing. Write "dunlin": {version}. (A plain json-rules-engine rule is taken over by "dunlin rules import".)',
    'Die Formatversion fehlt. Schreiben Sie "dunlin": {version}. (Eine Regel für json-rules-engine übernimmt „dunlin rules import“.)',
  ],
  [
    'This file was written by a newer Dunlin. This one reads versions up to {version}; update Dunlin.',
    'Diese Datei stammt von einem neueren Dunlin. Dieses liest Versionen bis {version}; aktualisieren Sie Dunlin.',
  ],
  ['The format version is the number {version}.', 'Die Formatversion ist die Zahl {version}.'],
  [
    '"{key}" is no key that is known here. Remove it or correct its spelling.',
    '"{key}" ist hier kein bekannter Schlüssel. Entfernen Sie ihn, oder berichtigen Sie ihn.',
  ],
  ['This is one of: {values}.', 'Möglich ist: {values}.'],
  ['This must be a whole number.', 'Das muss eine ganze Zahl sein.'],
  ['This must be of type {type}.', 'Das muss vom Typ {type} sein.'],
  [
    'A step does one of: act, wait, decide.',
    'Ein Schritt tut eines von: handeln, warten, entscheiden (act, wait, decide).',
  ],
  ['The rule must end after it begins on {day}.', 'Die Regel muss nach ihrem Beginn am {day} enden.'],
  [
    'A span ends on or after its first day {day}.',
    'Ein Zeitraum endet nicht vor seinem ersten Tag, dem {day}.',
  ],
  [
    'Ids are used once in a rule; {first} has this one. Choose another.',
    'Jede Kennung gibt es in einer Regel einmal; {first} hat diese schon. Wählen Sie eine andere.',
  ],
  [
    'This is the id of a step before it that creates a task. Put the task first, or name another.',
    'Hier steht die Kennung eines früheren Schritts, der eine Aufgabe anlegt. Stellen Sie die Aufgabe davor, oder nennen Sie eine andere.',
  ],
  [
    '"{act}" is about one invoice, and this rule is about customers. Write a rule about invoices.',
    '„{act}“ betrifft eine Rechnung, und diese Regel betrifft Kunden. Schreiben Sie eine Regel über Rechnungen.',
  ],
  [
    'A receipt is for a payment. Let the rule wait for "payment-received".',
    'Eine Quittung gehört zu einer Zahlung. Lassen Sie die Regel auf „payment-received“ warten.',
  ],
  ['There is no such act. {meant} Acts: {acts}.', 'Diese Handlung gibt es nicht. {meant} Es gibt: {acts}.'],
  [
    'There is no such mail template. {meant} Templates: {templates}.',
    'Diese Mailvorlage gibt es nicht. {meant} Es gibt: {templates}.',
  ],
  ['There is no such act.  Acts: {acts}.', 'Diese Handlung gibt es nicht. Es gibt: {acts}.'],
  [
    'There is no such mail template.  Templates: {templates}.',
    'Diese Mailvorlage gibt es nicht. Es gibt: {templates}.',
  ],
  ['Did you mean "{name}"?', 'Meinen Sie „{name}“?'],
  [
    'A repeating act needs "times", how often it acts at most in all.',
    'Eine Handlung, die sich wiederholt, braucht ein Höchstmaß: wie oft im Ganzen.',
  ],
  [
    'A repeating act stands last in its list of steps. Move it to the end.',
    'Eine Handlung, die sich wiederholt, steht am Ende ihrer Schritte. Schieben Sie sie dorthin.',
  ],
  [
    '"times" goes with "every", after how many days the act repeats.',
    'Wie oft gehört zu einem Abstand: nach wie vielen Tagen sich die Handlung wiederholt.',
  ],
  [
    'Nobody can ever meet this condition: its parts contradict each other. Change one of them.',
    'Diese Bedingung kann niemand erfüllen: Ihre Teile widersprechen sich. Ändern Sie einen davon.',
  ],
  [
    'The branch stays true for {days} days at the most, so what follows would never be done. Wait less, or widen the range of days.',
    'Der Zweig trifft höchstens {days} Tage lang zu; was danach kommt, geschähe nie. Warten Sie kürzer, oder fassen Sie die Tage weiter.',
  ],
  [
    'An earlier branch always takes these first, so this one is never reached. Put the more severe branch first.',
    'Ein früherer Zweig nimmt diese immer vorweg, so dass dieser nie erreicht wird. Stellen Sie den strengeren Zweig voran.',
  ],
  [
    'It looks at all currencies, while the amount beside it is in {currency}. Limit its currency to {currency} if that is what you mean.',
    'Das sieht auf alle Währungen, der Betrag daneben ist aber in {currency}. Grenzen Sie es auf {currency} ein, wenn das gemeint ist.',
  ],
  [
    'It would not come due within five years. {example}',
    'Das käme in fünf Jahren nicht einmal dran. {example}',
  ],
  [
    'Write five fields: minute, hour, day of month, month, day of week, as in "30 10 * * 1-5".',
    'Schreiben Sie fünf Felder: Minute, Stunde, Tag, Monat, Wochentag, wie in „30 10 * * 1-5“.',
  ],
  [
    'An id is letters, digits, hyphens and underscores, up to 80 of them.',
    'Eine Kennung besteht aus höchstens 80 Buchstaben, Ziffern, Binde- und Unterstrichen.',
  ],
  ['A decide needs at least one branch.', 'Eine Entscheidung braucht mindestens einen Zweig.'],
  ['A rule needs at least one step.', 'Eine Regel braucht mindestens einen Schritt.'],
  [
    'A trigger is { "schedule": "30 10 * * 1-5" } or { "on": EVENT } with one of: {events}.',
    'Ein Auslöser ist { "schedule": "30 10 * * 1-5" } oder { "on": EREIGNIS } mit einem von: {events}.',
  ],
  [
    '"businessDays" is "every", or days of the month counted in business days, from 1 to {last} or from the end (-1 is the last), as in [1, -1].',
    '"businessDays" ist "every" oder Tage des Monats, in Werktagen gezählt, von 1 bis {last} oder vom Ende her (-1 ist der letzte), wie [1, -1].',
  ],
  [
    '"at" is a time such as "08:00", from 00:00 to 23:59.',
    '"at" ist eine Uhrzeit wie "08:00", von 00:00 bis 23:59.',
  ],
  [
    'A trigger is { "schedule": "30 10 * * 1-5" }, { "businessDays": "every", "at": "08:00" }, { "businessDays": [1, -1], "at": "08:00" } or { "on": EVENT } with one of: {events}.',
    'Ein Auslöser ist { "schedule": "30 10 * * 1-5" }, { "businessDays": "every", "at": "08:00" }, { "businessDays": [1, -1], "at": "08:00" } oder { "on": EREIGNIS } mit einem von: {events}.',
  ],
]
