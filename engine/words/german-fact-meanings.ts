import type { FactName } from '../fact-catalogue.ts'

/** What each fact means, in one German sentence that says what the catalogue says in English. */
export const GERMAN_MEANINGS: Readonly<Record<FactName, string>> = {
  balance:
    'Alles, was auf Rechnungen, Lastschriften und Mahngebühren offen ist, fällig oder nicht; nicht zugeordnete Zahlungen und Gutschriften sind nicht abgezogen.',
  overdueBalance:
    'Was offen und über seine Fälligkeit hinaus ist, Rate für Rate; am Tag der Fälligkeit ist noch nichts überfällig.',
  chaseableOverdue:
    'Was überfällig und weder strittig, zugesagt, pausiert, in einem eingehaltenen Ratenplan noch durch eine Zahlung unterwegs gedeckt ist; beim Kunden abzüglich nicht zugeordneter Zahlungen und offener Gutschriften, nie unter 0.',
  netBalance:
    'Saldo abzüglich offener Gutschriften und nicht zugeordneter Zahlungen; negativ, wenn wir dem Kunden schulden.',
  notDueBalance: 'Was offen und noch nicht über seine Fälligkeit hinaus ist.',
  unappliedCash:
    'Eingegangene Zahlungen, die gutgeschrieben und nicht zurückgekommen sind, abzüglich dessen, was aus ihnen zugeordnet wurde.',
  openCreditMemos: 'Was gutgeschrieben und noch nicht verrechnet wurde.',
  largestOverdue: 'Der größte überfällige Teil eines einzelnen Belegs; 0, wenn nichts überfällig ist.',
  agingAmount: 'Was in einer Altersklasse offen ist; die Klassen ergeben zusammen den Saldo.',
  daysOverdue:
    'Tage seit der Fälligkeit des ältesten offenen Postens; 0 am Tag der Fälligkeit und wenn nichts überfällig ist.',
  signedDaysDue:
    'Tage von der Fälligkeit des ältesten offenen Postens bis zum betrachteten Tag, davor negativ; unbekannt, wenn nichts offen ist.',
  oldestDueDay: 'Fälligkeit des ältesten offenen Postens; unbekannt, wenn nichts offen ist.',
  openCount: 'Wie viele Rechnungen, Lastschriften und Mahngebühren offen sind.',
  overdueCount: 'Auf wie vielen Belegen etwas überfällig ist.',
  creditLimit:
    'Das Kreditlimit des Kunden; unbekannt, wenn keines gesetzt ist (0 zählt als keines) oder wenn es auf eine andere Währung lautet.',
  availableCredit:
    'Kreditlimit abzüglich Saldo, in der Währung des Limits; negativ, wenn das Limit überschritten ist.',
  creditUtilisation: 'Saldo in der Währung des Limits in Prozent des Limits; unbekannt ohne Limit.',
  insuredLimit:
    'Was ein Kreditversicherer für diesen Kunden deckt; 0 heißt keine Deckung, unbekannt, wenn nichts angegeben ist oder auf eine andere Währung lautet.',
  onCreditHold:
    'Zutreffend ab dem Tag, an dem eine Kreditsperre auf den Kunden gesetzt wurde, bis zu dem Tag, an dem sie aufgehoben wurde.',
  holdPlacedBy:
    'Wessen Kreditsperre es ist, bei mehreren ein Mensch vor dem System vor einer Regel; unbekannt, wenn keine besteht.',
  disputedAmount:
    'Was offen und bestritten ist: der strittige Teil jedes Belegs, nie mehr, als auf ihm offen ist.',
  disputedCount: 'Wie viele offene Belege ganz oder teilweise strittig sind.',
  disputeAge:
    'Tage, seit der älteste offene Streitfall über einen offenen Beleg eröffnet wurde; unbekannt, wenn es keinen gibt.',
  disputed: 'Zutreffend, solange ein Streitfall über den Beleg offen ist, ganz oder teilweise.',
  promisedAmount: 'Die Beträge aller offenen Zahlungszusagen.',
  openPromises:
    'Zahlungszusagen, die weder gehalten noch gebrochen noch zurückgenommen sind; der Zeitraum zählt ab dem Tag, an dem sie gegeben wurden.',
  keptPromises:
    'Zusagen, auf die 95 Prozent des Betrags spätestens 2 Tage nach dem Tag eingingen; der Zeitraum zählt ab dem Tag, an dem sie gehalten wurden.',
  brokenPromises:
    'Zusagen, die 3 Tage nach ihrem Tag nicht gehalten sind; der Zeitraum zählt ab dem Tag, an dem sie gebrochen wurden.',
  planOnTrack:
    'Zutreffend, solange jede Rate des laufenden Ratenplans, die vor mehr als 2 Tagen fällig war, bezahlt ist; unbekannt ohne laufenden Plan.',
  onDunningBlock:
    'Zutreffend, solange eine Mahnsperre auf dem Kunden liegt; bei einer Rechnung auch, solange eine auf ihr allein liegt.',
  isPaused:
    'Zutreffend, solange das Mahnen des Kunden pausiert; bei einer Rechnung auch, solange sie allein pausiert.',
  pausedUntil:
    'Der Tag, an dem der Kunde wieder gemahnt wird; unbekannt, wenn nichts pausiert oder die Pause kein Ende hat.',
  paymentInFlight:
    'Zutreffend ab dem Tag, an dem eine Zahlung einging, bis sie gutgeschrieben ist oder zurückkommt; bei einer Rechnung, wenn die Zahlung sie nennt oder keine nennt und auf ihre Währung lautet.',
  lastPaymentAmount:
    'Was in dieser Währung am letzten Tag einging, der eine gutgeschriebene und nicht zurückgekommene Zahlung brachte; unbekannt, wenn es nie eine gab.',
  daysSinceLastPayment:
    'Tage, seit die letzte gutgeschriebene und nicht zurückgekommene Zahlung einging; unbekannt, wenn es nie eine gab.',
  averageDaysLate:
    'Mittel aus Eingangstag weniger Fälligkeit über die Zahlungen der letzten 365 Tage, jede gleich gewertet; unbekannt, wenn es zu wenige sind.',
  weightedDaysLate:
    'Tage über das Zahlungsziel hinaus: Eingangstag weniger Fälligkeit über die Zahlungen der letzten 365 Tage, nach Betrag gewichtet; unbekannt, wenn es zu wenige sind.',
  weightedDaysToPay:
    'Eingangstag weniger Rechnungsdatum über die Zahlungen der letzten 365 Tage, nach Betrag gewichtet; unbekannt, wenn es zu wenige sind.',
  paymentSampleSize:
    'Auf wie vielen Zahlungen einzelner Belege der letzten 365 Tage die Mittelwerte beruhen; Gutschriften sind keine Zahlungen.',
  daysSinceLastContact:
    'Tage, seit wir dem Kunden zuletzt geschrieben oder ihn angerufen haben (Mahnung, Kontoauszug, Antwort, Anruf); unbekannt, wenn es nie geschah.',
  messagesSent: 'Wie viele Mahnungen dem Kunden gesendet wurden.',
  daysSinceStep:
    'Tage, seit ein Schritt einer Regel hier zuletzt getan wurde; unbekannt, wenn es nie geschah.',
  timesDone: 'Wie oft ein Schritt einer Regel hier getan wurde.',
  stepOutcome:
    'Was aus einem Schritt im laufenden Durchgang wurde: none, wenn er nicht getan wurde, sent, wenn er getan wurde und nichts weiter bekannt ist, sonst delivered, bounced oder failed.',
  invoiceSum: 'Summe eines Feldes über die offenen Belege, die den Filter passieren.',
  invoiceMax:
    'Größter Wert eines Feldes über die offenen Belege, die den Filter passieren; 0, wenn es keiner tut.',
  invoiceCount: 'Wie viele offene Belege den Filter passieren.',
  invoiceTotal: 'Der ursprüngliche Betrag des Belegs, was immer darauf gezahlt wurde.',
  discountAmount:
    'Skonto, das auf dem Beleg für frühe Zahlung angeboten ist; unbekannt, wenn keines genannt ist.',
  discountDay: 'Letzter Tag für das Skonto; unbekannt, wenn keiner genannt ist.',
  dueDay:
    'Fälligkeit der ältesten noch offenen Rate; 30 Tage nach dem Rechnungsdatum, wenn der Beleg keine Fälligkeit nennt.',
  issueDay: 'Der Tag, an dem der Beleg ausgestellt wurde.',
  daysSinceIssue: 'Tage, seit der Beleg ausgestellt wurde.',
  documentType: 'Ob es eine Rechnung, eine Lastschrift oder eine Mahngebühr ist.',
  invoiceNumber: 'Die Nummer, die auf dem Beleg gedruckt ist.',
  purchaseOrder: 'Die Bestellnummer des Kunden auf dem Beleg; unbekannt, wenn er keine trägt.',
  entity: 'Unsere Gesellschaft, der das Geld zusteht; unbekannt, wenn die Quelle keine nennt.',
  customerId: 'Die Nummer des Kunden in den Büchern, mit ihren führenden Nullen.',
  parent: 'Die Nummer des Kunden, der in der Hierarchie über diesem steht; unbekannt, wenn es keinen gibt.',
  accountStatus: 'Wie es um das Konto steht; aktiv, wenn die Bücher nichts anderes sagen.',
  internal:
    'Zutreffend für eine unserer eigenen Firmen, die nie gemahnt wird; sonst nicht, solange nichts vermerkt ist.',
  autopay:
    'Zutreffend, wenn Rechnungen automatisch eingezogen werden; unbekannt, wenn die Bücher es nicht sagen.',
  currency:
    'Bei einer Rechnung ihre Währung; beim Kunden die Währung seines Kontos, unbekannt, wenn sie nicht angegeben ist.',
  segment: 'Das Segment, in dem der Kunde geführt wird; unbekannt, wenn keines angegeben ist.',
  tags: 'Die Merkmale des Kunden; unbekannt, wenn die Quelle gar keine führt, was etwas anderes ist als eine leere Liste.',
  entities: 'Unsere Gesellschaften, bei denen der Kunde etwas offen hat.',
  country: 'Das Land des Kunden; unbekannt, wenn es nicht angegeben ist.',
  language: 'Die Sprache, in der dem Kunden geschrieben wird; unbekannt, wenn sie nicht angegeben ist.',
  terms:
    'Zahlungsbedingungen: bei einer Rechnung ihre eigenen, sonst die des Kunden; unbekannt, wenn sie nicht angegeben sind.',
  owner: 'Wer den Kunden betreut; unbekannt, wenn niemand genannt ist.',
  'event.amount':
    'Der Betrag der Zahlung, Rechnung, Zusage oder des Streitfalls, der die Regel auslöste; unbekannt bei einem Streitfall über alles, was offen ist.',
  'event.currency': 'Die Währung dessen, was die Regel auslöste.',
  'event.daysAgo': 'Tage, seit geschah, was die Regel auslöste.',
  'event.reference': 'Der Verwendungszweck der Zahlung oder die Nummer der Rechnung.',
  'event.reason': 'Der Grund des Streitfalls, oder was aus dem Brief wurde: „bounce“ oder „complaint“.',
  'event.documentType': 'Die Art des Belegs, der entstand.',
  'event.promisedFor': 'Der Tag, für den die gebrochene Zusage gegeben wurde.',
  'event.subject': 'Der Betreff der Antwort.',
  'event.text': 'Was die Antwort sagt, als reiner Text.',
}
