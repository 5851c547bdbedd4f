import type { Phrases } from './phrase-book.ts'

/** Why an act is held back and what becomes of a hold, as it is written down beside each decision, in German. */
export const germanHeldBack: Phrases = [
  ['The rule starts on {day}.', 'Die Regel beginnt am {day}.'],
  ['The rule ended on {day}.', 'Die Regel endete am {day}.'],
  ['The rule rests from {from} to {until}.', 'Die Regel ruht vom {from} bis zum {until}.'],
  ['This is one of our own companies.', 'Das ist eine unserer eigenen Gesellschaften.'],
  [
    'The customer is inactive in the accounting system.',
    'Der Kunde ist in der Buchhaltung nicht mehr aktiv.',
  ],
  ['A dunning block says not to chase this customer.', 'Für diesen Kunden gilt eine Mahnsperre.'],
  ['A dunning block says not to chase these documents.', 'Für diese Belege gilt eine Mahnsperre.'],
  ["The customer's account is with: {status}.", 'Das Konto des Kunden liegt bei: {status}.'],
  ['insolvency', 'Insolvenzverwaltung'],
  ['insolvent', 'Insolvenzverwaltung'],
  ['legal', 'Rechtsanwalt'],
  ['agency', 'Inkasso'],
  ['A payment is on its way.', 'Eine Zahlung ist unterwegs.'],
  ['A promise to pay is open.', 'Eine Zahlungszusage ist offen.'],
  ['A payment plan is on track.', 'Ein Zahlungsplan wird eingehalten.'],
  ['Chasing is paused.', 'Das Mahnen ist pausiert.'],
  ['What is overdue is disputed.', 'Was überfällig ist, ist strittig.'],
  [
    'Left out, since a payment is on its way: {documents}.',
    'Weggelassen, weil eine Zahlung unterwegs ist: {documents}.',
  ],
  [
    'Left out, since payment is promised: {documents}.',
    'Weggelassen, weil die Zahlung zugesagt ist: {documents}.',
  ],
  [
    'Left out, since a payment plan is on track: {documents}.',
    'Weggelassen, weil ein Zahlungsplan eingehalten wird: {documents}.',
  ],
  ['Left out, since chasing is paused: {documents}.', 'Weggelassen, weil die Mahnung pausiert: {documents}.'],
  [
    'Left out, since a dunning block is on them: {documents}.',
    'Weggelassen, weil eine Mahnsperre darauf liegt: {documents}.',
  ],
  ['Left out, since they are disputed: {documents}.', 'Weggelassen, weil strittig: {documents}.'],
  [
    'Asked for without the part that is disputed: {documents}.',
    'Angemahnt ohne den strittigen Teil: {documents}.',
  ],
  ['Nothing is overdue.', 'Nichts ist überfällig.'],
  ['Nothing is open.', 'Nichts ist offen.'],
  [
    'Nobody can say what is still open on a document.',
    'Was auf einem Beleg noch offen ist, ist nicht bekannt.',
  ],
  [
    'Nobody can say what is still open on {documents}.',
    'Was auf {documents} noch offen ist, ist nicht bekannt.',
  ],
  [
    'Nobody can say which payment the receipt is for.',
    'Für welche Zahlung die Quittung ist, ist nicht bekannt.',
  ],
  [
    'Open credits cover what is overdue. Please apply them.',
    'Offene Gutschriften decken, was überfällig ist. Bitte verrechnen Sie sie.',
  ],
  [
    'What may be asked for is below the minimum of the rule.',
    'Was angemahnt werden darf, liegt unter dem Mindestbetrag der Regel.',
  ],
  [
    'No contact with an e-mail address for "billing" or in its place. Add one.',
    'Für die Buchhaltung gibt es keinen Kontakt mit E-Mail-Adresse, auch keinen an ihrer Stelle. Fügen Sie einen hinzu.',
  ],
  [
    'No contact with an e-mail address for "{role}" or in its place. Add one.',
    'Für „{role}“ gibt es keinen Kontakt mit E-Mail-Adresse, auch keinen an seiner Stelle. Fügen Sie einen hinzu.',
  ],
  [
    'The customer was written to on {day}; at most {most} in {days} business days.',
    'Dem Kunden wurde am {day} geschrieben; höchstens {most} in {days} Werktagen.',
  ],
  [
    'The rule "{rule}" writes to this customer today.',
    'Die Regel „{rule}“ schreibt diesem Kunden heute schon.',
  ],
  ['The rule "{rule}" holds this customer today.', 'Die Regel „{rule}“ sperrt diesen Kunden heute schon.'],
  [
    'The customer is on hold since {day}, placed by a rule.',
    'Der Kunde ist seit dem {day} gesperrt, durch eine Regel.',
  ],
  [
    'The customer is on hold since {day}, placed by a person.',
    'Der Kunde ist seit dem {day} gesperrt, durch eine Person.',
  ],
  [
    'The customer is on hold since {day}, placed by a {other}.',
    'Der Kunde ist seit dem {day} gesperrt, durch: {other}.',
  ],
  [
    'A person released a hold on {day}; for {days} days no rule places another.',
    'Am {day} hat eine Person eine Kreditsperre aufgehoben; {days} Tage lang setzt keine Regel eine neue.',
  ],
  [
    'Without what is disputed the rule would not ask for a hold.',
    'Ohne das Strittige würde die Regel keine Kreditsperre verlangen.',
  ],
  ['The customer is not on hold.', 'Der Kunde ist nicht gesperrt.'],
  [
    'The hold was placed by a person; only a hold placed by a rule is released by one.',
    'Die Kreditsperre hat eine Person gesetzt; eine Regel hebt nur auf, was eine Regel gesetzt hat.',
  ],
  [
    'The hold was placed by a {other}; only a hold placed by a rule is released by one.',
    'Die Kreditsperre wurde anders gesetzt ({other}); eine Regel hebt nur auf, was eine Regel gesetzt hat.',
  ],
  [
    'The customer gets the first letter today; the hold waits until it has had an effect.',
    'Der Kunde bekommt heute den ersten Brief; die Kreditsperre wartet, bis er wirken konnte.',
  ],
  ['Nothing is overdue any more.', 'Nichts ist mehr überfällig.'],
  ['The balance is below {amount}.', 'Der Saldo liegt unter {amount}.'],
  ['1 overdue document is left.', 'Noch 1 Beleg ist überfällig.'],
  ['{count} overdue documents are left.', 'Noch {count} Belege sind überfällig.'],
  ['Nobody can say whether anything is overdue.', 'Ob etwas überfällig ist, ist nicht bekannt.'],
  ['Nobody can say what the balance is.', 'Der Saldo ist nicht bekannt.'],
  ['The rule that placed it still matches.', 'Die Regel, die sie gesetzt hat, trifft noch zu.'],
  ['The rule that placed it no longer matches.', 'Die Regel, die sie gesetzt hat, trifft nicht mehr zu.'],
  [
    'Whether the rule still matches cannot be decided: data is missing.',
    'Ob die Regel noch zutrifft, lässt sich nicht entscheiden: Daten fehlen.',
  ],
]
