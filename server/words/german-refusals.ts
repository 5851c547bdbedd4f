import type { Phrases } from '#engine/words/phrase-book.ts'

/** Why something that was asked for is not done, in German: what a person at the pages can come to read. */
export const germanRefusals: Phrases = [
  [
    'Something went wrong inside the server. Its log says what; nothing was changed.',
    'Im Server ist etwas schiefgegangen. Sein Protokoll sagt, was; nichts wurde geändert.',
  ],
  [
    'Nobody is signed in. Sign in first; programs send an API key as "Authorization: Bearer dk_...".',
    'Niemand ist angemeldet. Melden Sie sich zuerst an.',
  ],
  [
    'There is more here than the demo, so signing in takes a name and a password.',
    'Hier ist mehr als die Demo; zum Anmelden braucht es Name und Passwort.',
  ],
  [
    '{person} has the role {role}, which does not allow "{act}". These do: {roles}. An administrator can change roles.',
    '{person} hat die Rolle {role}, die „{act}“ nicht erlaubt. Es erlauben: {roles}. Rollen ändert eine Person mit Verwaltungsrecht.',
  ],
  [
    'Too many attempts to sign in. Wait 1 minute and try again; an administrator can give you a new link to set your password.',
    'Zu viele Versuche, sich anzumelden. Warten Sie 1 Minute; wer die Firma verwaltet, kann Ihnen einen neuen Link für Ihr Passwort geben.',
  ],
  [
    'Too many attempts to sign in. Wait {minutes} minutes and try again; an administrator can give you a new link to set your password.',
    'Zu viele Versuche, sich anzumelden. Warten Sie {minutes} Minuten; wer die Firma verwaltet, kann Ihnen einen neuen Link für Ihr Passwort geben.',
  ],
  [
    'This password has {length} characters. Take {least} to {most}; a few words in a row are easy to keep in mind.',
    'Dieses Passwort hat {length} Zeichen. Nehmen Sie {least} bis {most}; ein paar Wörter nacheinander merkt man sich leicht.',
  ],
  [
    'This link is not valid any more: it was used, replaced by a newer one, or is too old. Ask an administrator of your company for a new one.',
    'Dieser Link gilt nicht mehr: Er wurde benutzt, durch einen neueren ersetzt oder ist zu alt. Bitten Sie um einen neuen.',
  ],
  [
    'This link does not make an admin: it is wrong, or somebody has used it. The server prints the right one when it starts, as long as there is no admin; after that, ask the admin to add you.',
    'Dieser Link ist falsch oder schon benutzt. Den richtigen nennt der Server beim Start, solange niemand die Firma verwaltet; danach lassen Sie sich hinzufügen.',
  ],
  [
    '{email} belongs to no company here. Ask an administrator of your company to add you.',
    '{email} gehört hier zu keiner Firma. Lassen Sie sich hinzufügen.',
  ],
  [
    '{email} is an address of the demo. Give your own.',
    '{email} ist eine Adresse der Demo. Geben Sie Ihre eigene an.',
  ],
  [
    "{email} is an address of the demo. Give the person's own.",
    '{email} ist eine Adresse der Demo. Geben Sie die der Person an.',
  ],
  [
    'The morning report cannot go to "{id}", who is no user of this company. Choose among its users.',
    'An „{id}“ kann der Morgenbericht nicht gehen: In der Firma gibt es diese Person nicht. Wählen Sie unter ihren Benutzern.',
  ],
  [
    '{email} belongs to this company already. Change their role instead.',
    '{email} gehört schon zu dieser Firma. Ändern Sie stattdessen die Rolle.',
  ],
  [
    '{email} was removed at this moment. Try again.',
    '{email} wurde gerade entfernt. Versuchen Sie es noch einmal.',
  ],
  [
    'This is the last admin of the company, and without one nobody could add users. Make somebody else an admin first.',
    'Das ist die letzte Person, die die Firma verwaltet; ohne sie könnte niemand Personen hinzufügen. Geben Sie das Recht zuerst jemand anderem.',
  ],
  [
    'This user also belongs to a company you are no admin of, and this would open that company as well. They can change it themselves, or an admin of all their companies can.',
    'Diese Person gehört auch zu einer Firma, die Sie nicht verwalten, und das würde auch jene öffnen. Sie kann es selbst ändern, oder wer alle ihre Firmen verwaltet.',
  ],
  [
    'An admin sees the whole company. Leave the limits out or give another role.',
    'Wer verwaltet, sieht die ganze Firma. Lassen Sie die Einschränkung weg, oder geben Sie eine andere Rolle.',
  ],
  [
    'The key would expire on {day}. Choose a day within the coming year.',
    'Der Schlüssel würde am {day} ablaufen. Wählen Sie einen Tag im kommenden Jahr.',
  ],
  [
    'A key cannot be given {acts}. It can be given: {possible}.',
    'Ein Schlüssel bekommt {acts} nicht. Er kann bekommen: {possible}.',
  ],
  [
    'The body of this request is larger than {size} MB, the most this address takes. Send less at a time.',
    'Das ist größer als {size} MB, das Höchste, was hier angenommen wird. Senden Sie weniger auf einmal.',
  ],
  [
    'The {where} of this request holds a character that no database stores (NUL or half of a pair). Leave it out.',
    'Der Text enthält ein Zeichen, das keine Datenbank speichert. Lassen Sie es weg.',
  ],
  [
    'Cannot continue the list at "{place}". Leave the cursor out to start from the first page.',
    'Die Liste kann hier nicht weitergehen. Beginnen Sie bei der ersten Seite.',
  ],
  [
    'A request under the Idempotency-Key "{key}" has begun and is not over. Ask again in a moment; if this stays so, look whether it was done and use a new key.',
    'Das ist schon unterwegs. Sehen Sie gleich noch einmal nach.',
  ],
  [
    'There is no rule "{rule}". It may have been removed; the list shows what there is.',
    'Die Regel „{rule}“ gibt es nicht. Vielleicht wurde sie entfernt; die Liste zeigt, was es gibt.',
  ],
  [
    'There is no action "{action}". It may have been removed; the list shows what there is.',
    'Diese Handlung gibt es nicht. Vielleicht wurde sie entfernt; die Liste zeigt, was es gibt.',
  ],
  [
    'There is no run "{run}". The list shows those there are.',
    'Diesen Lauf gibt es nicht. Die Liste zeigt, welche es gibt.',
  ],
  [
    'The rule "{rule}" took no part in a run "{run}". The run lists the rules that did.',
    'Die Regel „{rule}“ war an diesem Lauf nicht beteiligt. Der Lauf nennt die beteiligten Regeln.',
  ],
  ['There is no invoice "{id}" that you can see.', 'Die Rechnung „{id}“ gibt es nicht oder nicht für Sie.'],
  [
    'There is no invoice "{id}" that you can see. The list shows those there are.',
    'Die Rechnung „{id}“ gibt es nicht oder nicht für Sie. Die Liste zeigt, welche es gibt.',
  ],
  ['There is no copy of the invoice "{id}" yet.', 'Von der Rechnung „{id}“ gibt es noch keine Kopie.'],
  ['There is no task "{id}" that you can see.', 'Diese Aufgabe gibt es nicht oder nicht für Sie.'],
  ['There is no alert "{id}" that you can see.', 'Diesen Hinweis gibt es nicht oder nicht für Sie.'],
  ['There is no contact "{id}" that you can see.', 'Diesen Kontakt gibt es nicht oder nicht für Sie.'],
  ['There is no {what} "{id}" that you can see.', '„{id}“ gibt es nicht oder nicht für Sie.'],
  [
    'There is no customer "{id}" in the books of today.',
    'Den Kunden „{id}“ gibt es in den Büchern von heute nicht.',
  ],
  [
    'There is no customer "{id}" in the books. Match the account to one of the list.',
    'Den Kunden „{id}“ gibt es in den Büchern nicht. Wählen Sie einen aus der Liste.',
  ],
  [
    'There is no morning report of "{day}". They are made on business days; the list shows them.',
    'Vom {day} gibt es keinen Morgenbericht. Es gibt sie an Werktagen; die Liste zeigt sie.',
  ],
  ['There is no user "{id}" in this company.', 'Diese Person gibt es in der Firma nicht.'],
  ['There is no API key "{id}" in this company.', 'Diesen API-Schlüssel gibt es in der Firma nicht.'],
  [
    'There is no file "{id}" waiting to be imported. Files wait for a day; send it again.',
    'Diese Datei wartet nicht mehr. Dateien warten einen Tag; senden Sie sie noch einmal.',
  ],
  [
    'There is no import "{id}" in this company. Use the id of an import from its list of imports.',
    'Diesen Import gibt es hier nicht. Die Liste zeigt, welche es gibt.',
  ],
  [
    'The import "{id}" was undone before. It can be imported again from its file.',
    'Das ist schon zurückgenommen. Es kann aus der Datei wieder eingelesen werden.',
  ],
  [
    'The demo was closed at this moment. Try again.',
    'Die Demo wurde gerade geschlossen. Versuchen Sie es noch einmal.',
  ],
  [
    'The e-mail address or the password is wrong. An administrator can give you a link to set a new password.',
    'Die E-Mail-Adresse oder das Passwort ist falsch. Wer die Firma verwaltet, kann Ihnen einen Link für ein neues Passwort geben.',
  ],
  ['The password is wrong.', 'Das Passwort ist falsch.'],
  [
    'This code is wrong or too old. Take the one the app shows now.',
    'Dieser Code ist falsch oder zu alt. Nehmen Sie den, den die App jetzt zeigt.',
  ],
  ['This back-up code is wrong or was used before.', 'Dieser Ersatzcode ist falsch oder schon benutzt.'],
  [
    'The time for the second factor is over. Sign in again.',
    'Die Zeit für den zweiten Faktor ist um. Melden Sie sich noch einmal an.',
  ],
  [
    'The second factor is on already. Turn it off first to set it up anew.',
    'Der zweite Faktor ist schon eingeschaltet. Schalten Sie ihn zuerst aus, um ihn neu einzurichten.',
  ],
  [
    'There is no second factor to check. Sign in again.',
    'Es gibt keinen zweiten Faktor zu prüfen. Melden Sie sich noch einmal an.',
  ],
  [
    'Signing in through the company account is not set up here, or it cannot be reached.',
    'Die Anmeldung über das Firmenkonto ist hier nicht eingerichtet oder nicht erreichbar.',
  ],
  [
    'The list of entities is empty, so nothing could be seen. Name one or more, or give null for all.',
    'Die Liste der Gesellschaften ist leer; so wäre nichts zu sehen. Wählen Sie mindestens eine.',
  ],
  [
    'There is no entity "{entity}" in this company. Give ids of its entities.',
    'Die Gesellschaft „{entity}“ gibt es hier nicht.',
  ],
  [
    'There is no user with the address "{email}". Give the address they sign in with.',
    'Mit der Adresse „{email}“ gibt es niemanden. Geben Sie die an, mit der sich die Person anmeldet.',
  ],
  ['This person is not there any more.', 'Diese Person gibt es nicht mehr.'],
  [
    'This server was asked as "{host}" and answers as {own} only. Open it there, or set its address in the settings.',
    'Dieser Server antwortet nur unter {own}. Öffnen Sie ihn dort.',
  ],
  [
    'A change was asked for by {page}. Changes are accepted from the pages of {own} alone; programs use an API key.',
    'Änderungen werden nur von den Seiten unter {own} angenommen. Öffnen Sie sie dort.',
  ],
  [
    'You belong to {count} companies, and this request names none. Name it in the header "{header}".',
    'Sie gehören zu mehreren Firmen. Wählen Sie zuerst eine.',
  ],
  [
    'You do not belong to a company "{company}". Name one of yours in the header "{header}".',
    'Sie gehören nicht zu dieser Firma. Wählen Sie eine der Ihren.',
  ],
  [
    'There is no import "{id}". The list of imports shows those there are.',
    'Das gibt es nicht. Die Liste zeigt, was eingelesen wurde.',
  ],
  ['There is no task "{id}".', 'Diese Aufgabe gibt es nicht.'],
  ['There is no {what} "{id}".', '„{id}“ gibt es nicht.'],
  ['There is no action "{id}" in company "{company}".', 'Diese Handlung gibt es nicht.'],
  ['There is no run "{id}" in company "{company}".', 'Diesen Lauf gibt es nicht.'],
  [
    'There is no letter {which}of the action "{id}". It may have been removed; the list shows what there is.',
    'Diesen Brief gibt es nicht. Vielleicht wurde er entfernt.',
  ],
  [
    'There is no letter of the action "{id}". It may have been removed; the list shows what there is.',
    'Diesen Brief gibt es nicht. Vielleicht wurde er entfernt.',
  ],
  [
    'There is no letter {which}of the action "{id}" that waits to be sent.',
    'Kein Brief dieser Handlung wartet darauf, gesendet zu werden.',
  ],
  [
    'There is no letter of the action "{id}" that waits to be sent.',
    'Kein Brief dieser Handlung wartet darauf, gesendet zu werden.',
  ],
  [
    'The form of this request cannot be read. Send one file under the name "file".',
    'Das Gesendete ist nicht zu lesen. Senden Sie eine Datei.',
  ],
  [
    'The form has {count} parts ({names}). Send one file under the name "file".',
    'Senden Sie genau eine Datei.',
  ],
  [
    'Unknown time zone "{zone}". Use an IANA name such as Europe/Berlin.',
    'Die Zeitzone „{zone}“ gibt es nicht. Schreiben Sie eine wie Europe/Berlin.',
  ],
  [
    'The document {id} is in "{currency}", which is no currency. Correct it.',
    'Der Beleg {id} ist in „{currency}“, und das ist keine Währung. Berichtigen Sie ihn.',
  ],
]
