import type { Phrases } from '#engine/words/phrase-book.ts'

/** What is wrong with a file or a row of it and what would be right, in German. */
export const germanFileProblems: Phrases = [
  [
    'The row has {cells} columns and the header {width}. {hint} The row was not loaded.',
    'Die Zeile hat {cells} Spalten, die Kopfzeile {width}. {hint} Die Zeile wurde nicht gelesen.',
  ],
  [
    'Of customers with more than one name the first was kept.',
    'Von Kunden mit mehreren Namen wurde der erste behalten.',
  ],
  [
    'Of documents without a total the open amount was taken.',
    'Von Belegen ohne Gesamtbetrag wurde der offene genommen.',
  ],
  [
    'Documents with a line that cannot be read were left out.',
    'Belege mit einer Position, die nicht zu lesen ist, wurden weggelassen.',
  ],
  ['Drafts are no receivables and were left out.', 'Entwürfe sind keine Forderungen und wurden weggelassen.'],
  [
    'For invoices without a due date the usual terms are assumed.',
    'Für Rechnungen ohne Fälligkeit gelten die üblichen Bedingungen.',
  ],
  [
    'Some invoices are due before their day of issue.',
    'Einige Rechnungen sind vor ihrem Ausstellungstag fällig.',
  ],
  ['Rows that sum up others were left out.', 'Zeilen mit Summen wurden weggelassen.'],
  ['Tax was added to the amount of its line.', 'Die Steuer wurde zum Betrag ihrer Position gezählt.'],
  [
    'Payments that failed or were cancelled were left out.',
    'Zahlungen, die fehlgeschlagen oder storniert sind, wurden weggelassen.',
  ],
  ['Sheet "{name}" was read, and not {others}.', 'Gelesen wurde das Blatt „{name}“, und nicht {others}.'],
  [
    'The header was found on line {line}; what stands before it was passed over.',
    'Die Kopfzeile steht in Zeile {line}; was davor steht, wurde übergangen.',
  ],
  ['Rows left out by "where": {count}.', 'Durch "where" weggelassene Zeilen: {count}.'],
  ['The row was not loaded.', 'Die Zeile wurde nicht gelesen.'],
  ['Put " around texts that hold the delimiter.', 'Setzen Sie Texte mit dem Trennzeichen in ".'],
  [
    'Fill in the missing ones, or leave their cells blank.',
    'Ergänzen Sie, was fehlt, oder lassen Sie die Zellen leer.',
  ],
  [
    'There is no such day in the calendar. Write a day that exists.',
    'Diesen Tag gibt es nicht. Schreiben Sie einen, den es gibt.',
  ],
  [
    'This is not a day. Write YYYY-MM-DD or {form}.',
    'Das ist kein Tag. Schreiben Sie JJJJ-MM-TT oder {form}.',
  ],
  ['This is not a day. Write YYYY-MM-DD.', 'Das ist kein Tag. Schreiben Sie JJJJ-MM-TT.'],
  ['This is not a day. Write YYYY-MM-DD{wanted}.', 'Das ist kein Tag. Schreiben Sie JJJJ-MM-TT{wanted}.'],
  [
    'Dates of this column have the month first{month} and the day first{day}. Correct the file, or say "dates": ["M/D/YYYY"] or ["D/M/YYYY"] in a mapping. No row was loaded.',
    'In dieser Spalte steht bald der Monat und bald der Tag zuerst. Berichtigen Sie die Datei, oder wählen Sie die Form der Daten. Keine Zeile wurde gelesen.',
  ],
  [
    'Dates of this column may have the day or the month first, and no value decides. Say "dates": ["D/M/YYYY"] or ["M/D/YYYY"] in a mapping. No row was loaded.',
    'In dieser Spalte kann der Tag oder der Monat zuerst stehen, und kein Wert entscheidet es. Wählen Sie die Form der Daten. Keine Zeile wurde gelesen.',
  ],
  [
    'Amounts of this file may have a decimal point or a decimal comma, and no value decides. Say "numbers": { "decimal": ".", "group": "," } or { "decimal": ",", "group": "." } in a mapping. No row was loaded.',
    'Die Beträge dieser Datei können Punkt oder Komma vor den Dezimalen haben, und kein Wert entscheidet es. Wählen Sie die Form der Zahlen. Keine Zeile wurde gelesen.',
  ],
  [
    '"{sign}" is not the currency of this row, {currency}. Correct the amount or the currency.',
    '„{sign}“ ist nicht die Währung dieser Zeile, {currency}. Berichtigen Sie den Betrag oder die Währung.',
  ],
  [
    'Cannot read the amount "{text}" as {currency}: {why}. Write it like {example}.',
    'Der Betrag „{text}“ ist in {currency} nicht zu lesen. Schreiben Sie ihn wie {example}.',
  ],
  [
    'A quote is opened here and never closed. Close it with " at the end of the cell.',
    'Hier beginnt ein Anführungszeichen, das nie endet. Schließen Sie es am Ende der Zelle mit ".',
  ],
  [
    'Text follows the quote that closes this cell. Close the cell at its end and double the quotes in it.',
    'Nach dem schließenden Anführungszeichen der Zelle folgt noch Text. Schließen Sie sie an ihrem Ende, und verdoppeln Sie die darin.',
  ],
  [
    'The file has no column for the currency. Say "constants": { "currency": "USD" } in a mapping, or add the column. No row was loaded.',
    'Die Datei hat keine Spalte für die Währung. Geben Sie die Währung an, oder fügen Sie die Spalte hinzu. Keine Zeile wurde gelesen.',
  ],
  [
    'The currency is blank in every row. Say "constants": { "currency": "USD" } in a mapping, or add the column. No row was loaded.',
    'Die Währung ist in jeder Zeile leer. Geben Sie die Währung an, oder füllen Sie die Spalte. Keine Zeile wurde gelesen.',
  ],
  [
    'This is not an active ISO 4217 currency code. Write one such as USD, EUR or JPY.',
    'Das ist keine gültige Währung. Schreiben Sie eine wie USD, EUR oder JPY.',
  ],
  ['This is not a number. Write it like 12.5.', 'Das ist keine Zahl. Schreiben Sie sie wie 12.5.'],
  ['This is neither yes nor no. Write yes or no.', 'Das ist weder Ja noch Nein. Schreiben Sie yes oder no.'],
  [
    'The word is not known here. Write one of {words}.',
    'Dieses Wort ist hier nicht bekannt. Schreiben Sie eines von {words}.',
  ],
  [
    'This is not one plain e-mail address. Write one such as ap@example.com; the address was left out.',
    'Das ist keine einfache E-Mail-Adresse. Schreiben Sie eine wie ap@example.com; die Adresse blieb weg.',
  ],
  [
    'The text is longer than {most} characters. Shorten it; it was left out.',
    'Der Text ist länger als {most} Zeichen. Kürzen Sie ihn; er blieb weg.',
  ],
  [
    'It is longer than {most} characters. Map the column that holds the id.',
    'Das ist länger als {most} Zeichen. Wählen Sie die Spalte mit der Nummer.',
  ],
  [
    'The id stands twice among the {stream}; the first was taken.',
    'Die Nummer steht zweimal da; die erste zählt.',
  ],
  [
    'This record ({stream}) came from another source, which keeps it. Import it from there.',
    'Dieser Eintrag kommt aus einer anderen Quelle, die ihn führt. Lesen Sie ihn von dort ein.',
  ],
  [
    'A text of this record ({stream}) holds a character no database stores. Remove it in the source.',
    'Ein Text dieses Eintrags enthält ein Zeichen, das keine Datenbank speichert. Entfernen Sie es in der Quelle.',
  ],
  ['And {count} more records with this kind of problem.', 'Und {count} weitere Einträge mit diesem Problem.'],
  [
    'Cannot read {file}: it has more than {most} rows. Export a shorter period or split the file.',
    '{file} ist nicht zu lesen: Es sind mehr als {most} Zeilen. Exportieren Sie einen kürzeren Zeitraum, oder teilen Sie die Datei.',
  ],
  [
    'Cannot read {file}: more than {most} rows have broken quotes. Export it again as CSV with " around texts, or as XLSX.',
    '{file} ist nicht zu lesen: In über {most} Zeilen fehlen Anführungszeichen. Exportieren Sie sie neu als CSV mit " um Texte oder als XLSX.',
  ],
  [
    'Cannot read {file}: line {line} is longer than {most} characters. Is it a file of rows and columns?',
    '{file} ist nicht zu lesen: Zeile {line} ist länger als {most} Zeichen. Ist es eine Datei aus Zeilen und Spalten?',
  ],
  [
    'Cannot read {file}: line {line} has {found} columns, more than the {most} allowed. Is it a file of receivables?',
    '{file} ist nicht zu lesen: Zeile {line} hat {found} Spalten, mehr als {most}. Ist es eine Datei mit Forderungen?',
  ],
  ['Cannot read {file} as JSON: {reason}.', '{file} ist kein lesbares JSON: {reason}.'],
  ['The mapping does not fit {file}:', 'Die Zuordnung passt nicht zu {file}:'],
  ['{source} cannot be used:', '{source} geht so nicht:'],
  ['{records} need a column for {names}.', 'Es braucht eine Spalte für {names} ({records}).'],
  ['Rows left out by "where": {count}', 'Weggelassene Zeilen: {count}'],
  [
    'found "{value}". Use an active ISO 4217 code such as USD, EUR or JPY.',
    'Das ist keine gültige Währung. Schreiben Sie eine wie USD, EUR oder JPY.',
  ],
  [
    'The decimal mark and the group mark must differ.',
    'Das Zeichen vor den Dezimalen und das zwischen den Tausendern müssen verschieden sein.',
  ],
  [
    'The same tax id, {id}, which several customers have.',
    'Dieselbe Steuernummer, {id}, die mehrere Kunden haben.',
  ],
  [
    'The same number, and another name or tax id.',
    'Dieselbe Nummer, aber ein anderer Name oder eine andere Steuernummer.',
  ],
  ['The same name.', 'Derselbe Name.'],
  ['Nearly the same name.', 'Fast derselbe Name.'],
  ['The same e-mail domain, {domain}.', 'Dieselbe E-Mail-Domain, {domain}.'],
  [
    'The same tax id, and another account of this source is matched to it.',
    'Dieselbe Steuernummer, und ein anderes Konto dieser Quelle ist ihr zugeordnet.',
  ],
  [
    'The customer is missing. Every contact belongs to one.',
    'Der Kunde fehlt. Jeder Kontakt gehört zu einem.',
  ],
  [
    'The same contact stands in an earlier row, which was kept.',
    'Derselbe Kontakt steht in einer früheren Zeile; sie zählt.',
  ],
  [
    'The customer is missing. Every row needs one; the row was not loaded.',
    'Der Kunde fehlt. Jede Zeile braucht einen; die Zeile wurde nicht gelesen.',
  ],
  [
    'A limit needs a currency. Map or set "{column}"; it was left out.',
    'Ein Kreditlimit braucht eine Währung. Es blieb weg.',
  ],
  [
    'The customer stands already on line {line}. Leave one row for each; this row was not loaded.',
    'Der Kunde steht schon in Zeile {line}. Lassen Sie je eine Zeile; diese wurde nicht gelesen.',
  ],
  ['The amount is missing. Write it like 1234.50.', 'Der Betrag fehlt. Schreiben Sie ihn wie 1234.50.'],
  [
    'The open amount and the total have different signs. Correct one of them.',
    'Offener Betrag und Summe haben verschiedene Vorzeichen. Berichtigen Sie eines davon.',
  ],
  [
    'More is open than the total. Correct one of them.',
    'Es ist mehr offen als die Summe. Berichtigen Sie eines davon.',
  ],
  [
    'The total differs from that on line {line}. It must be the same on each line of a document.',
    'Die Summe ist anders als in Zeile {line}. Sie muss in jeder Zeile eines Belegs dieselbe sein.',
  ],
  ['The amount of this line is missing.', 'Der Betrag dieser Zeile fehlt.'],
  [
    'The open amount is missing. Write 0 when nothing is open.',
    'Der offene Betrag fehlt. Schreiben Sie 0, wenn nichts offen ist.',
  ],
  ['The number is missing. Every document needs one.', 'Die Nummer fehlt. Jeder Beleg braucht eine.'],
  [
    'The currency is missing. Fill it in, or say "constants": { "currency": "USD" } in a mapping.',
    'Die Währung fehlt. Tragen Sie sie ein, oder geben Sie eine für alle Zeilen an.',
  ],
  [
    'The status says paid, and yet an amount is open. Correct one of them.',
    'Der Stand sagt bezahlt, und doch ist ein Betrag offen. Berichtigen Sie eines davon.',
  ],
  [
    'The id is missing. Fill it in, or leave the id out of the mapping.',
    'Die Kennung fehlt. Tragen Sie sie ein, oder ordnen Sie der Spalte nichts zu.',
  ],
  [
    'Customer and number together are longer than 200 characters. Map an id column.',
    'Kunde und Nummer zusammen sind länger als 200 Zeichen. Wählen Sie eine Spalte mit der Kennung.',
  ],
  [
    'Customer and number together are longer than 200 characters.',
    'Kunde und Nummer zusammen sind länger als 200 Zeichen.',
  ],
  [
    'The status is not known here. Write one of {words}.',
    'Dieser Stand ist hier nicht bekannt. Schreiben Sie eines von {words}.',
  ],
  [
    'The day of issue is missing. Write it as YYYY-MM-DD.',
    'Der Rechnungstag fehlt. Schreiben Sie ihn als JJJJ-MM-TT.',
  ],
  [
    'The same {what} stands on {lines}. Each document comes once; the first was kept.',
    'Derselbe Beleg steht auch in {lines}. Jeder kommt einmal; der erste zählt.',
  ],
  [
    'The file is not UTF-8 and was read as Windows-1252. Check names with accents, or save it as UTF-8.',
    'Die Datei ist nicht UTF-8 und wurde als Windows-1252 gelesen. Prüfen Sie Umlaute, oder speichern Sie sie als UTF-8.',
  ],
  [
    'Cannot read {file}: it is larger than {most} when decompressed. Export a shorter period or split the file.',
    '{file} ist nicht zu lesen: Ausgepackt ist es größer als {most}. Exportieren Sie einen kürzeren Zeitraum, oder teilen Sie die Datei.',
  ],
  [
    'Cannot decompress {file}: it begins as a gzipped file and is damaged or cut short. Copy or export it again.',
    '{file} ist beschädigt oder abgeschnitten. Kopieren oder exportieren Sie es noch einmal.',
  ],
  ['Cannot read {file}: it is empty.', '{file} ist leer.'],
  ['Cannot read {file}: it has no rows.', '{file} hat keine Zeilen.'],
  [
    'Cannot read {file}: its objects have {count} different keys, more than the {most} allowed.',
    '{file} ist nicht zu lesen: {count} verschiedene Spalten, mehr als {most}.',
  ],
  [
    'Cannot read {file}: sheet "{sheet}" has {count} columns, more than the {most} allowed.',
    '{file} ist nicht zu lesen: Das Blatt „{sheet}“ hat {count} Spalten, mehr als {most}.',
  ],
  [
    'Cannot read {file} as an XLSX workbook ({reason}). Save it again as XLSX or CSV.',
    '{file} ist als XLSX-Mappe nicht zu lesen. Speichern Sie sie noch einmal als XLSX oder CSV.',
  ],
  [
    'Cannot read {file}: it begins as an XLSX workbook and is damaged or cut short. Save it again as XLSX or CSV.',
    '{file} ist beschädigt oder abgeschnitten. Speichern Sie es noch einmal als XLSX oder CSV.',
  ],
  [
    'Cannot read {file}: it unpacks to more than {most}. Save the sheet as CSV, or export a shorter period.',
    '{file} ist nicht zu lesen: Ausgepackt ist es größer als {most}. Speichern Sie das Blatt als CSV, oder exportieren Sie einen kürzeren Zeitraum.',
  ],
  [
    'Cannot read {file}: {place}: {reason}. Write a list of objects, { "records": "invoices", "rows": [...] }, or a ledger { "customers": [...], "documents": [...] }.',
    '{file} ist nicht zu lesen: {place}: {reason}. Schreiben Sie eine Liste von Objekten.',
  ],
  [
    'Cannot read {file}: {reason}. Save it as CSV, XLSX or JSON.',
    '{file} ist nicht zu lesen. Speichern Sie es als CSV, XLSX oder JSON.',
  ],
  [
    'The same payment stands on line {line}. Each comes once; the first was kept.',
    'Dieselbe Zahlung steht in Zeile {line}. Jede kommt einmal; die erste zählt.',
  ],
  [
    'A payment is more than nothing. Enter a refund or return in its own way.',
    'Eine Zahlung ist mehr als nichts. Tragen Sie Erstattungen und Rückgaben auf ihre Weise ein.',
  ],
  [
    'The day of receipt is missing. Write it as YYYY-MM-DD.',
    'Der Tag des Eingangs fehlt. Schreiben Sie ihn als JJJJ-MM-TT.',
  ],
  [
    'The payment was returned, and the file does not say when. Map "returnedOn".',
    'Die Zahlung ging zurück, und die Datei sagt nicht, wann. Wählen Sie die Spalte dafür.',
  ],
  [
    'Several invoices are named, and not how much of the payment goes to each. Write one row for each; the payment was loaded as unapplied.',
    'Mehrere Rechnungen sind genannt, und nicht, wie viel auf jede geht. Schreiben Sie je eine Zeile; die Zahlung blieb ohne Zuordnung.',
  ],
  ['Did you mean {names}?', 'Meinen Sie {names}?'],
  [
    'If they are settled, confirm the closing. If the file holds only changes, say so when importing it. Nothing was imported.',
    'Sind sie erledigt, bestätigen Sie es. Enthält die Datei nur Änderungen, sagen Sie das. Nichts wurde eingelesen.',
  ],
  [
    'Importing {file} as a list of everything open would close {closing} of {open} open documents of this source ({share} %), because the file does not name them.',
    '{file} als Liste alles Offenen einzulesen würde {closing} von {open} offenen Belegen dieser Quelle schließen ({share} %), weil die Datei sie nicht nennt.',
  ],
  [
    '{count} of its rows could not be read and may name some of them: correct those first.',
    '{count} Zeilen waren nicht zu lesen und nennen vielleicht einige davon: Berichtigen Sie zuerst die.',
  ],
]
