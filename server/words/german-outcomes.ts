import type { Phrases } from '#engine/words/phrase-book.ts'

/** What became of an action, a letter or a run, and what alerts say, as it is written down, in German. */
export const germanOutcomes: Phrases = [
  ['Declined by {who}: {why}', 'Abgelehnt von {who}: {why}'],
  ['Declined by {who}', 'Abgelehnt von {who}'],
  ['Cancelled by {who}: {why}', 'Abgebrochen von {who}: {why}'],
  ['Removed before its day by {who}: {why}', 'Vor dem Tag entfernt von {who}: {why}'],
  ['The run was discarded by {who}: {why}', 'Der Lauf wurde verworfen von {who}: {why}'],
  ['Discarded by {who}: {why}', 'Verworfen von {who}: {why}'],
  ['The rule was paused: {why}', 'Die Regel wurde pausiert: {why}'],
  ['The rule was retired: {why}', 'Die Regel wurde stillgelegt: {why}'],
  ['The rule "{rule}" is not live any more.', 'Die Regel „{rule}“ ist nicht mehr live.'],
  [
    'The rule is stopped: it cannot be decided.',
    'Die Regel ist angehalten: Sie lässt sich nicht entscheiden.',
  ],
  [
    'The rule is stopped: its two evaluations differ.',
    'Die Regel ist angehalten: Ihre zwei Auswertungen stimmen nicht überein.',
  ],
  ['The customer is not in the books any more.', 'Den Kunden gibt es in den Büchern nicht mehr.'],
  ['The hold is not there any more.', 'Die Kreditsperre gibt es nicht mehr.'],
  [
    'The terms of the hold are not met any more, or a rule releases it.',
    'Die Kreditsperre ist nach ihren Bedingungen nicht mehr nötig, oder eine Regel hebt sie auf.',
  ],
  [
    'Nobody at the company is meant by it: no such person, role or owner has an account. Change the rule, or add them.',
    'In der Firma ist damit niemand gemeint: Weder Person noch Rolle noch Betreuer hat ein Konto. Ändern Sie die Regel, oder fügen Sie jemanden hinzu.',
  ],
  [
    'Nobody approved it within {days} business days since {day}; its step counts as skipped.',
    'Seit dem {day} hat es {days} Werktage lang niemand freigegeben; der Schritt gilt als übersprungen.',
  ],
  [
    'It could not be sent within {days} business days since {day}; its rule decides again.',
    'Seit dem {day} ging es {days} Werktage lang nicht hinaus; die Regel entscheidet neu.',
  ],
  [
    'Nobody released it, and what it had planned has expired.',
    'Niemand hat ihn freigegeben, und was er geplant hatte, ist verfallen.',
  ],
  [
    'Letters leave between {from} and {until} in {zone}.',
    'Briefe gehen zwischen {from} und {until} Uhr hinaus ({zone}).',
  ],
  ['{day} is no business day in {where}.', 'Der {day} ist kein Werktag in {where}.'],
  ['A letter waits: {why}', 'Ein Brief wartet: {why}'],
  [
    'Nobody has said yet how this company sends its mail. Enter a sender in the settings.',
    'Noch hat niemand gesagt, wie die Firma ihre Mails sendet. Tragen Sie in den Einstellungen einen Absender ein.',
  ],
  [
    'Nothing is sent to {address} any more: it bounced, or its owner complained. Find another contact, or lift it in the settings.',
    'An {address} wird nichts mehr gesendet: Es kam zurück, oder es gab eine Beschwerde. Suchen Sie einen anderen Kontakt, oder geben Sie die Adresse in den Einstellungen wieder frei.',
  ],
  [
    'The process that was writing it stopped answering.',
    'Der Prozess, der es schrieb, hat nicht mehr geantwortet.',
  ],
  [
    'The process that was sending it stopped answering.',
    'Der Prozess, der es sendete, hat nicht mehr geantwortet.',
  ],
  [
    'The letter was handed over and the mail server never said whether it took it ({message}).',
    'Der Brief wurde übergeben, und der Mailserver hat nie gesagt, ob er ihn angenommen hat ({message}).',
  ],
  ['Sending by {sender} broke off: {found}', 'Das Senden über {sender} brach ab: {found}'],
  ['Writing to {books} broke off: {found}', 'Das Schreiben in {books} brach ab: {found}'],
  [
    'The hold could not be read from {books}: {found}',
    'Die Kreditsperre war aus {books} nicht zu lesen: {found}',
  ],
  ['The customer {id} is not in the books any more.', 'Den Kunden {id} gibt es in den Büchern nicht mehr.'],
  [
    'There is no copy yet of {invoices}, and its template waits for copies.',
    'Von {invoices} gibt es noch keine Kopie, und die Vorlage wartet auf Kopien.',
  ],
  [
    'The books of "{source}" are of {day} at {time}; they may be {hours} hours old, days off not counted. {remedy}',
    'Die Bücher von „{source}“ sind vom {day}, {time} Uhr; sie dürfen {hours} Stunden alt sein, freie Tage nicht gezählt. {remedy}',
  ],
  [
    'The books of "{source}" have never been read; they may be {hours} hours old, days off not counted. {remedy}',
    'Die Bücher von „{source}“ wurden nie gelesen; sie dürfen {hours} Stunden alt sein, freie Tage nicht gezählt. {remedy}',
  ],
  ['Look at the connection.', 'Sehen Sie sich die Verbindung an.'],
  ['Import them again.', 'Lesen Sie sie neu ein.'],
  [
    'Until then no letter leaves to customers in these books, none of them is held or released, and no webhook is called for them.',
    'Bis dahin geht an Kunden aus diesen Büchern kein Brief hinaus, keiner von ihnen wird gesperrt oder freigegeben, und für keinen wird ein Webhook aufgerufen.',
  ],
  ['The rule "{rule}" matches nobody any more.', 'Die Regel „{rule}“ trifft auf niemanden mehr zu.'],
  [
    'The rule "{rule}" was stopped before anything left.',
    'Die Regel „{rule}“ wurde angehalten, bevor etwas hinausging.',
  ],
  [
    'What it planned waits until the run is released or discarded.',
    'Was sie geplant hat, wartet, bis der Lauf freigegeben oder verworfen ist.',
  ],
  [
    'It matches nobody; usually it matches {count}. Look whether the books were read as they should be.',
    'Sie trifft auf niemanden zu, sonst auf {count}. Sehen Sie nach, ob die Bücher richtig gelesen wurden.',
  ],
  [
    'It would act for the first time, for {count} customers; at most {most} go without being asked.',
    'Sie würde zum ersten Mal handeln, und zwar für {count} Kunden; höchstens {most} gehen ohne Rückfrage.',
  ],
  [
    'It would act for the first time, for {share} % of what is open in {currency}; at most {most} % goes without being asked.',
    'Sie würde zum ersten Mal handeln, und zwar für {share} % des Offenen in {currency}; höchstens {most} % gehen ohne Rückfrage.',
  ],
  [
    'It matches {count}, over {factor} times as many as the usual {usual}.',
    'Sie trifft auf {count} zu, mehr als {factor} Mal so viele wie sonst ({usual}).',
  ],
  [
    'Its run of {day} is still stopped. Release or discard that one first.',
    'Ihr Lauf vom {day} ist noch angehalten. Geben Sie ihn zuerst frei, oder verwerfen Sie ihn.',
  ],
  [
    'The rule "{rule}" was due on {day} at {time} and did not run within an hour. Look whether the server was down; what it does about missed times stands in its policy.',
    'Die Regel „{rule}“ war am {day} um {time} Uhr fällig und lief nicht innerhalb einer Stunde. Sehen Sie nach, ob der Server stand; was mit versäumten Zeiten geschieht, steht in ihren Vorgaben.',
  ],
  [
    'Whether the credit hold of {customer} ends cannot be decided. {why} A task is open for it.',
    'Ob die Kreditsperre von {customer} endet, lässt sich nicht entscheiden. {why} Dafür ist eine Aufgabe offen.',
  ],
  [
    'The bank returned {amount} of {customer} on {day}, after the hold placed on {placed} was released on {released}. The rules look again; look at the customer too.',
    'Die Bank hat {amount} von {customer} am {day} zurückgegeben, nachdem die Kreditsperre vom {placed} am {released} aufgehoben war. Die Regeln sehen neu nach; sehen Sie sich auch den Kunden an.',
  ],
  [
    'The rules could not be run: {problem} They are tried again, at first after a minute, then less and less often up to once an hour.',
    'Die Regeln konnten nicht laufen: {problem} Es wird wieder versucht, zuerst nach einer Minute, dann immer seltener bis einmal in der Stunde.',
  ],
  [
    'An action ({kind}) could not be carried out and is tried again: {found}',
    'Eine Handlung ({kind}) ging nicht und wird wieder versucht: {found}',
  ],
  [
    'A letter to {customer} in the template "{template}" could not be written and is held back: {found} Others may be concerned; the outbox names them.',
    'Ein Brief an {customer} mit der Vorlage „{template}“ konnte nicht geschrieben werden und bleibt zurück: {found} Auch andere können betroffen sein; der Ausgang nennt sie.',
  ],
  [
    '{who} has changed the mail template "{name}" ({language}), in which {users} write. Read its next letters with care; letters that wait for approval have to be approved by somebody else than {again}.',
    '{who} hat die Mailvorlage „{name}“ ({language}) geändert, mit der {users} schreiben. Lesen Sie die nächsten Briefe genau; was auf Freigabe wartet, muss jemand anderes freigeben.',
  ],
  [
    'It would place {count} credit holds today; its limit is {most} a day.',
    'Sie würde heute {count} Kreditsperren setzen; ihre Grenze ist {most} am Tag.',
  ],
  [
    'All rules together would place {count} credit holds today; the limit is {most} a day.',
    'Alle Regeln zusammen würden heute {count} Kreditsperren setzen; die Grenze ist {most} am Tag.',
  ],
  ['Paid: nothing is overdue any more.', 'Bezahlt: Nichts ist mehr überfällig.'],
  ['Voided: nothing is overdue any more.', 'Storniert: Nichts ist mehr überfällig.'],
  ['Written off: nothing is overdue any more.', 'Abgeschrieben: Nichts ist mehr überfällig.'],
  ['Open credits are waiting to be applied', 'Offene Gutschriften warten darauf, verrechnet zu werden'],
  [
    'The rule "{rule}" asks {customer} for nothing: open credits cover what is overdue. Apply them in the books, and it goes on with what is left.',
    'Die Regel „{rule}“ mahnt {customer} nicht: Offene Gutschriften decken, was überfällig ist. Verrechnen Sie sie in den Büchern; dann geht es mit dem Rest weiter.',
  ],
  ['The rule no longer asks for it.', 'Die Regel verlangt es nicht mehr.'],
  ['The company went from {was} to {is}.', 'Die Firma wechselte von {was} zu {is}.'],
  [
    'The run of the rule "{rule}" does not add up: {evaluated} evaluated, but {matched} matched, {not} not, and {unknown} unknown. Nothing of it goes on. This is a fault in Dunlin; please report it.',
    'Der Lauf der Regel „{rule}“ geht nicht auf; nichts davon geht weiter. Das ist ein Fehler in Dunlin; bitte melden Sie ihn.',
  ],
  [
    'Its two evaluations differ for {whom}. This is a fault in Dunlin; please report it.',
    'Ihre zwei Auswertungen stimmen für {whom} nicht überein. Das ist ein Fehler in Dunlin; bitte melden Sie ihn.',
  ],
  [
    'Not decided, while everybody else was: {whom}. Correct these records.',
    'Nicht entschieden, anders als alle übrigen: {whom}. Berichtigen Sie diese Einträge.',
  ],
  [
    'Not applied: {books} answered that it was done, and still shows the customer {state}.',
    'Nicht geschehen: {books} hat es bestätigt und zeigt doch den alten Stand.',
  ],
  [
    'Less is open on {documents} in {books} than the letter asks for; it waits until that is read.',
    'Auf {documents} ist in {books} weniger offen, als der Brief verlangt; er wartet, bis das gelesen ist.',
  ],
  [
    'The process that was to carry it out came too late.',
    'Der Prozess, der es ausführen sollte, kam zu spät.',
  ],
  ['The process that was to send it came too late.', 'Der Prozess, der ihn senden sollte, kam zu spät.'],
  ['It stopped answering.', 'Keine Antwort mehr.'],
  [
    '"{subject}": {found} It is not sent again by itself. Find out whether it arrived, then record it as done or try it again.',
    '„{subject}“: {found} Von selbst wird nicht noch einmal gesendet. Finden Sie heraus, ob es ankam; dann halten Sie es als erledigt fest, oder versuchen Sie es noch einmal.',
  ],
  [
    'The customer was asked by when they will pay. Enter the day and the amount they name, or call them.',
    'Der Kunde wurde gefragt, bis wann er zahlt. Tragen Sie Tag und Betrag ein, oder rufen Sie an.',
  ],
  [
    'Its files come to {size}, and a letter may carry {most}. Replace large invoice copies, or let the template go without them.',
    'Die Anlagen haben {size}, ein Brief trägt höchstens {most}. Ersetzen Sie große Kopien, oder lassen Sie die Vorlage ohne sie gehen.',
  ],
  [
    'No statement can be made: what is open on {documents} is not known as of {day}.',
    'Ein Kontoauszug ist nicht möglich: Was auf {documents} am {day} offen ist, ist nicht bekannt.',
  ],
  [
    'Its template sends a link in place of copies, and the company has set no payment link.',
    'Die Vorlage sendet einen Link anstelle von Kopien, und die Firma hat keinen eingetragen.',
  ],
  ['The mail server does not take it.', 'Der Mailserver nimmt es nicht an.'],
  ['The mail service sends nothing to it.', 'Der Maildienst sendet nichts dorthin.'],
  ['Its owner reported the letter as unwanted.', 'Der Empfänger hat den Brief als unerwünscht gemeldet.'],
  ['The mail service could not send it.', 'Der Maildienst konnte es nicht senden.'],
  [
    'Nothing is sent to {address} any more. {why} Find out whom to write to, and add the contact.',
    'An {address} wird nichts mehr gesendet. {why} Finden Sie heraus, wem zu schreiben ist, und fügen Sie den Kontakt hinzu.',
  ],
  [
    'The rule "{rule}" has a letter for {customer}, who has no contact with an address that takes mail. Add a contact; the letter goes with the next run.',
    'Die Regel „{rule}“ hat einen Brief an {customer}, und kein Kontakt hat eine Adresse, die Mails annimmt. Fügen Sie einen hinzu; der Brief geht mit dem nächsten Lauf.',
  ],
  [
    'This is not production, so nothing is sent to customers. Set DUNLIN_ENV=production on the server that may, or an override address here.',
    'Das ist kein Produktivbetrieb, also geht nichts an Kunden. Setzen Sie DUNLIN_ENV=production auf dem Server, der darf, oder tragen Sie hier eine Ersatzadresse ein.',
  ],
  [
    'The sender has no API key. Enter it in the settings.',
    'Der Absender hat keinen API-Schlüssel. Tragen Sie ihn in den Einstellungen ein.',
  ],
  [
    'The sender names no mail server. Enter its name, port and encryption.',
    'Der Absender nennt keinen Mailserver. Tragen Sie Name, Port und Verschlüsselung ein.',
  ],
  [
    'The sender has no password for its mail server. Enter it in the settings.',
    'Der Absender hat kein Passwort für den Mailserver. Tragen Sie es in den Einstellungen ein.',
  ],
  [
    'Resend answered and named no letter, so it may have taken it.',
    'Resend hat geantwortet und keinen Brief genannt; vielleicht hat es ihn angenommen.',
  ],
  ['Resend said "{name}: {message}" ({status}).', 'Resend sagt „{name}: {message}“ ({status}).'],
  [
    'Resend did not answer in time. It may have taken the letter.',
    'Resend hat nicht rechtzeitig geantwortet. Vielleicht hat es den Brief angenommen.',
  ],
  [
    'The connection to Resend broke off. It may have taken the letter.',
    'Die Verbindung zu Resend brach ab. Vielleicht hat es den Brief angenommen.',
  ],
  [
    'Another letter was sent under this key before, and this one must not go beside it. {said} Look at both before anything is sent by hand.',
    'Unter diesem Schlüssel ging schon ein anderer Brief hinaus. {said} Sehen Sie beide an, bevor Sie von Hand senden.',
  ],
  [
    'The mail server takes no letters for {address}; only the copies left.',
    'Der Mailserver nimmt keine Briefe für {address} an; nur die Kopien gingen hinaus.',
  ],
  [
    'The mail server or the way to it failed: {found}.',
    'Der Mailserver oder der Weg zu ihm versagte: {found}.',
  ],
  [
    'A trial letter goes to whoever is signed in, and who asks has no mail address. Sign in as a person.',
    'Ein Probebrief geht an die angemeldete Person. Melden Sie sich als Person an.',
  ],
  ['Run it again where there is a network.', 'Versuchen Sie es noch einmal, wo es ein Netz gibt.'],
  [
    'Add the TXT record that your mail service shows, such as "v=spf1 include:... ~all".',
    'Fügen Sie den TXT-Eintrag hinzu, den Ihr Maildienst zeigt, wie „v=spf1 include:... ~all“.',
  ],
  ['Put them together into one.', 'Fassen Sie sie zu einem zusammen.'],
  ['End the record with ~all or -all.', 'Beenden Sie den Eintrag mit ~all oder -all.'],
  [
    'Send a trial letter to yourself and look for "dkim=pass" with {domain} in its headers.',
    'Senden Sie sich einen Probebrief, und suchen Sie in seinen Kopfzeilen nach „dkim=pass“ mit {domain}.',
  ],
  [
    'Add the DKIM record that Resend shows for the domain.',
    'Fügen Sie den DKIM-Eintrag hinzu, den Resend für die Domain zeigt.',
  ],
  [
    'Add a TXT record at _dmarc.{domain}, at first "v=DMARC1; p=none; rua=mailto:you@{same}".',
    'Fügen Sie unter _dmarc.{domain} einen TXT-Eintrag hinzu, zuerst „v=DMARC1; p=none; rua=mailto:you@{same}“.',
  ],
  [
    'Once your letters pass, ask for p=quarantine, so that others cannot write in your name.',
    'Sobald Ihre Briefe durchgehen, verlangen Sie p=quarantine, damit niemand in Ihrem Namen schreiben kann.',
  ],
  [
    'Among them: {names}. The matches of the rule show what each of them lacks.',
    'Darunter: {names}. Die Treffer der Regel zeigen, was jeweils fehlt.',
  ],
  ['It was due and has not run yet.', 'Sie war fällig und ist noch nicht gelaufen.'],
  [
    'It was not sent: what it asks for may not be asked for any more. Another letter of the same act has left.',
    'Nicht gesendet: Was er verlangt, darf nicht mehr verlangt werden. Ein anderer Brief derselben Handlung ist hinausgegangen.',
  ],
  ['The company is in test mode.', 'Die Firma ist im Testbetrieb.'],
  [
    'The company is in test mode, in which nothing leaves.',
    'Die Firma ist im Testbetrieb; darin geht nichts hinaus.',
  ],
  [
    'The books were restored from a backup. Look at them and let sending go on.',
    'Die Bücher stammen aus einer Sicherung. Sehen Sie sie an, und lassen Sie den Versand weitergehen.',
  ],
  [
    'What it said was erased before its fate was known.',
    'Der Inhalt wurde gelöscht, bevor bekannt war, ob er ankam.',
  ],
  ['The report does not go to them any more.', 'An diese Person geht der Bericht nicht mehr.'],
  ['They do not belong to the company any more.', 'Diese Person gehört nicht mehr zur Firma.'],
  [
    'Nobody knows whether the morning report of {day} reached {whom}: {found} It is not sent again; it stands under "Morning reports".',
    'Niemand weiß, ob der Morgenbericht vom {day} bei {whom} ankam: {found} Er wird nicht noch einmal gesendet; er steht unter „Morgenberichte“.',
  ],
  [
    'They see only a part of the books, and the report is about all of them.',
    'Die Person sieht nur einen Teil der Bücher, und der Bericht betrifft alle.',
  ],
  [
    'It is an address of the demo, where nobody reads mail.',
    'Das ist eine Adresse der Demo, wo niemand Mails liest.',
  ],
]
