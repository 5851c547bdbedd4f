import type { Phrases } from '#engine/words/phrase-book.ts'

/** Why something is not done that a person does by hand to actions, runs, imports and records, in German. */
export const germanHandRefusals: Phrases = [
  [
    'An action that is {state} cannot become {wanted}.',
    'Diese Handlung ist schon weiter; so lässt sie sich nicht mehr ändern.',
  ],
  [
    'The action {id} is no longer {state}; somebody was faster. Look again.',
    'Jemand war schneller. Sehen Sie noch einmal nach.',
  ],
  ['The action {id} is {state} and awaits no approval.', 'Diese Handlung wartet nicht auf Freigabe.'],
  [
    'The action {id} is {state} and cannot be {what}. That takes an action that is {states}.',
    'In ihrem Zustand lässt diese Handlung das nicht mehr zu.',
  ],
  [
    '"{who}" has worded the letter of the action "{id}" and cannot approve it. Ask another approver, or undo the wording.',
    '„{who}“ hat den Brief geschrieben und kann ihn nicht freigeben. Bitten Sie jemand anderes, oder gehen Sie zur Vorlage zurück.',
  ],
  [
    '"{who}" has written the mail template "{template}", in which the letter of the action "{id}" is written, and cannot approve it. Ask another approver.',
    '„{who}“ hat die Mailvorlage „{template}“ des Briefs geschrieben und kann ihn nicht freigeben. Bitten Sie jemand anderes.',
  ],
  [
    '"{who}" wrote or published version {version} of the rule "{rule}" and cannot approve what it asks for. Ask another approver; a company of one person can turn on solo mode in its settings.',
    '„{who}“ hat Fassung {version} der Regel „{rule}“ geschrieben oder veröffentlicht und kann nicht freigeben, was sie verlangt. Bitten Sie jemand anderes; eine Firma aus einer Person kann in den Einstellungen allein freigeben.',
  ],
  [
    '"{who}" wrote or published the rule "{rule}" and cannot release what it would do. Ask another approver; a company of one person can turn on solo mode in its settings.',
    '„{who}“ hat die Regel „{rule}“ geschrieben oder veröffentlicht und kann nicht freigeben, was sie täte. Bitten Sie jemand anderes; eine Firma aus einer Person kann in den Einstellungen allein freigeben.',
  ],
  [
    'The letter "{id}" is in the words of its template; there is nothing to undo.',
    'Der Brief steht in den Worten der Vorlage; es gibt nichts zurückzunehmen.',
  ],
  [
    'The letter of the action "{id}" has just changed. Look again.',
    'Der Brief hat sich gerade geändert. Sehen Sie noch einmal nach.',
  ],
  [
    'The action "{id}" is {state}, and its letter cannot be worded any more. That takes an action that is {states}.',
    'Diese Handlung ist schon weiter; ihr Brief lässt sich nicht mehr ändern.',
  ],
  [
    'The letter "{id}" is {state} and cannot be worded any more.',
    'Der Brief ist schon weiter und lässt sich nicht mehr ändern.',
  ],
  [
    'The letter "{id}" is to somebody who is not in the books of today. Run the rules and look again.',
    'Der Brief geht an jemanden, der nicht in den Büchern von heute steht. Lassen Sie die Regeln laufen, und sehen Sie noch einmal nach.',
  ],
  [
    'A run of this company is under way. Look at the list of runs in a moment; this one was not started.',
    'Es läuft schon ein Lauf. Sehen Sie gleich in die Liste der Läufe; dieser wurde nicht begonnen.',
  ],
  [
    'No rule "{rule}" runs in company "{company}". Running: {running}.',
    'Die Regel „{rule}“ läuft hier nicht. Es laufen: {running}.',
  ],
  [
    'The company is in test mode, where nothing leaves and nothing is released.',
    'Die Firma ist im Testbetrieb; darin geht nichts hinaus, und nichts wird freigegeben.',
  ],
  [
    'The run of {day} is {state}. Only a run that was stopped can be released or discarded.',
    'Der Lauf vom {day} ist nicht angehalten. Nur ein angehaltener lässt sich freigeben oder verwerfen.',
  ],
  [
    'The run of {day} is not stopped for {strange}, but for {stopped}.',
    'Der Lauf vom {day} ist nicht wegen {strange} angehalten, sondern wegen {stopped}.',
  ],
  [
    'The step "{step}" of the rule "{rule}" is not due for "{subject}" on the next business day. Look at the list again.',
    'Dieser Schritt ist am nächsten Werktag nicht mehr fällig. Sehen Sie die Liste noch einmal an.',
  ],
  [
    'This act is being carried out already, or has been. Look at the outbox.',
    'Das geschieht schon oder ist geschehen. Sehen Sie in den Ausgang.',
  ],
  [
    'A pause needs its last day, "until". Without one it is a dunning block.',
    'Eine Pause braucht ihren letzten Tag. Ohne ihn ist es eine Mahnsperre.',
  ],
  [
    'The last day {day} is past. Give today or a later day.',
    'Der letzte Tag, der {day}, ist vorbei. Geben Sie heute oder einen späteren Tag an.',
  ],
  [
    'The promised day {day} is past. Give today or a later day.',
    'Der zugesagte Tag, der {day}, ist vorbei. Geben Sie heute oder einen späteren Tag an.',
  ],
  ['The pause or block "{id}" ended on {day}.', 'Die Pause oder Mahnsperre endete am {day}.'],
  ['The customer "{id}" is on credit hold already ({hold}).', 'Der Kunde „{id}“ ist schon gesperrt.'],
  [
    'The finance charge "{id}" is {state} since {when}. Only a draft can be posted or made void.',
    'Diese Verzugszinsen oder Gebühren sind schon gebucht oder verworfen. Das geht nur mit einem Entwurf.',
  ],
  ['The hold "{id}" was released on {day}.', 'Die Kreditsperre wurde am {day} aufgehoben.'],
  ['The promise "{id}" was cancelled on {day}.', 'Die Zahlungszusage wurde am {day} zurückgenommen.'],
  ['The dispute "{id}" was closed on {day}.', 'Der Streitfall wurde am {day} geschlossen.'],
  [
    'The document "{id}" is in {own}, and the promise in {currency}.',
    'Der Beleg „{id}“ ist in {own}, die Zusage in {currency}.',
  ],
  [
    'The customer "{customer}" has no document "{documents}" that you can see. Name documents from the list of invoices.',
    'Der Kunde „{customer}“ hat keinen Beleg „{documents}“, den Sie sehen können. Nennen Sie Belege aus der Liste.',
  ],
  [
    'The {what} "{id}" is kept by "{source}", and the next import would undo a change made here. Change it there.',
    'Das wird in „{source}“ geführt, und das nächste Einlesen nähme eine Änderung zurück. Ändern Sie es dort.',
  ],
  [
    'The task "{id}" is {state}. Add a new one for what is left to do.',
    'Diese Aufgabe ist schon abgeschlossen. Legen Sie für den Rest eine neue an.',
  ],
  [
    'The account "{account}" of "{connection}" is matched to "{customer}" by hand. Split it first.',
    'Das Konto „{account}“ ist von Hand dem Kunden „{customer}“ zugeordnet. Trennen Sie es zuerst.',
  ],
  [
    'There is no account "{account}" of "{connection}". The list shows those there are.',
    'Das Konto „{account}“ gibt es nicht. Die Liste zeigt, welche es gibt.',
  ],
  [
    'The customer "{customer}" and "{other}" are told apart otherwise since.',
    'Die Kunden „{customer}“ und „{other}“ werden inzwischen anders unterschieden.',
  ],
  [
    'Importing {file} as a list of everything open would close {closing} of {open} open documents of this source ({share} %), because the file does not name them. If they are settled, confirm the closing. If the file holds only changes, say so when importing it. Nothing was imported.',
    '{file} als Liste alles Offenen einzulesen würde {closing} von {open} offenen Belegen dieser Quelle schließen ({share} %), weil die Datei sie nicht nennt. Sind sie erledigt, bestätigen Sie es. Enthält die Datei nur Änderungen, sagen Sie das. Nichts wurde eingelesen.',
  ],
  [
    'The release of a credit hold cannot be decided',
    'Ob eine Kreditsperre endet, lässt sich nicht entscheiden',
  ],
  ['A credit hold was not released', 'Eine Kreditsperre wurde nicht aufgehoben'],
  ['A credit hold was not placed', 'Eine Kreditsperre wurde nicht gesetzt'],
  ['A webhook was not called', 'Ein Webhook wurde nicht aufgerufen'],
  ['Something a rule asked for was not done', 'Was eine Regel verlangt hat, ist nicht geschehen'],
  ['A letter was refused', 'Ein Brief wurde abgewiesen'],
  ['A letter may have been sent, and nobody knows', 'Ein Brief ging vielleicht hinaus, und niemand weiß es'],
]
