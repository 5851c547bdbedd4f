import type { Phrases } from '#engine/words/phrase-book.ts'

/** Why a rule is not saved, published or stopped, and a template or sender not saved, in German. */
export const germanRuleRefusals: Phrases = [
  ['{source} is not a valid rule:', '{source} ist keine gültige Regel:'],
  ['Cannot publish "{rule}":', '„{rule}“ kann nicht veröffentlicht werden:'],
  [
    'Cannot save the rule "{rule}": your changes begin from revision {base}, and {who} has since saved revision {theirs}. Look at theirs, and save yours again from that revision.',
    'Die Regel „{rule}“ wurde nicht gespeichert: {who} hat sie inzwischen geändert. Sehen Sie sich das an, und speichern Sie noch einmal.',
  ],
  [
    'Refused to save the rule "{rule}" without any step: it has steps now. Say that it is to be emptied if that is meant.',
    'Die Regel „{rule}“ wurde nicht ohne Schritte gespeichert: Bisher hat sie welche.',
  ],
  [
    'Cannot save the rule "{rule}": a rule is a JSON object with "dunlin": 1, "name", "subject", "trigger" and "steps".',
    'Die Regel „{rule}“ wurde nicht gespeichert: Eine Regel ist ein JSON-Objekt mit "dunlin": 1, "name", "subject", "trigger" und "steps".',
  ],
  [
    'Cannot save the rule "{rule}": it is nested too deep to be read. Flatten its groups or split it.',
    'Die Regel „{rule}“ wurde nicht gespeichert: Sie ist zu tief verschachtelt. Vereinfachen Sie ihre Gruppen, oder teilen Sie sie.',
  ],
  [
    'Cannot make the rule "{rule}". Its id is letters, digits, hyphens and underscores, up to 80 of them.',
    'Die Regel „{rule}“ kann so nicht heißen. Ihre Kennung besteht aus höchstens 80 Buchstaben, Ziffern, Binde- und Unterstrichen.',
  ],
  [
    'The rule "{rule}" is retired and is not edited any more. Copy it under another id.',
    'Die Regel „{rule}“ ist stillgelegt und wird nicht mehr geändert. Kopieren Sie sie unter anderem Namen.',
  ],
  [
    'The rule "{rule}" has no draft to publish. Edit it first.',
    'Die Regel „{rule}“ hat keinen Entwurf. Bearbeiten Sie sie zuerst.',
  ],
  [
    'The rule "{rule}" has no draft to discard.',
    'Die Regel „{rule}“ hat keinen Entwurf, der zu verwerfen wäre.',
  ],
  ['The rule "{rule}" has no version {version}.', 'Die Regel „{rule}“ hat keine Fassung {version}.'],
  [
    'The rule "{rule}" is {state}; only a paused rule can be resumed.',
    'Die Regel „{rule}“ ist nicht pausiert; nur eine pausierte kann wieder laufen.',
  ],
  [
    'The rule "{rule}" is {state} and cannot be {wanted}.',
    'Die Regel „{rule}“ ist in einem Zustand ({state}), in dem das nicht geht.',
  ],
  [
    'The rule "{rule}" has 1 credit hold in force ({customers}). Say whether they are kept or released.',
    'Von der Regel „{rule}“ gilt 1 Kreditsperre ({customers}). Sagen Sie, ob sie bleibt oder aufgehoben wird.',
  ],
  [
    'The rule "{rule}" has {count} credit holds in force ({customers}). Say whether they are kept or released.',
    'Von der Regel „{rule}“ gelten {count} Kreditsperren ({customers}). Sagen Sie, ob sie bleiben oder aufgehoben werden.',
  ],
  [
    'The rule "{rule}" needs a second person: {reasons} Ask for its publication; somebody who did not write it can approve it.',
    'Die Regel „{rule}“ braucht eine zweite Person: {reasons} Bitten Sie um die Veröffentlichung; freigeben kann, wer sie nicht geschrieben hat.',
  ],
  ['It places credit holds.', 'Sie setzt Kreditsperren.'],
  [
    'It writes to {count} customers, which is more than {most}.',
    'Sie schreibt {count} Kunden, das sind mehr als {most}.',
  ],
  ['It changes how much may be done at once.', 'Sie ändert, wie viel auf einmal geschehen darf.'],
  [
    '{who} wrote or asked for this version of "{rule}" and cannot approve it. Somebody else has to look at it.',
    '{who} hat diese Fassung von „{rule}“ geschrieben oder erbeten und kann sie nicht freigeben. Jemand anderes muss sie ansehen.',
  ],
  [
    'The rule "{rule}" decides otherwise than when it was asked for, since a segment it uses was changed. Ask for it again.',
    'Die Regel „{rule}“ entscheidet anders als bei der Bitte, denn ein Segment wurde geändert. Bitten Sie noch einmal.',
  ],
  [
    'Somebody was faster with the request to publish "{rule}". Look again.',
    'Jemand war bei „{rule}“ schneller. Sehen Sie noch einmal nach.',
  ],
  ['The request to publish "{rule}" is {state}', 'Die Bitte, „{rule}“ zu veröffentlichen, ist erledigt.'],
  [
    'its test "{test}" fails: {problem} Correct the rule or the test.',
    'Ihr Test „{test}“ schlägt fehl: {problem} Berichtigen Sie die Regel oder den Test.',
  ],
  ['expected {wanted}, reached {reached}.', 'erwartet war {wanted}, erreicht wurde {reached}.'],
  ['{what} cannot be written: {found}', '{what} kann nicht geschrieben werden: {found}'],
  ['The mail "{name}"', 'Die Mail „{name}“'],
  ['The mail template "{name}" ({language})', 'Die Mailvorlage „{name}“ ({language})'],
  [
    'the {part} names the field "{field}". There are: {fields}.',
    'Der Text nennt das Feld „{field}“. Es gibt: {fields}.',
  ],
  ['There is no mail template "{name}".', 'Die Mailvorlage „{name}“ gibt es nicht.'],
  ['The contact {id} has no e-mail address.', 'Der Kontakt {id} hat keine E-Mail-Adresse.'],
  [
    'The letter cannot be shown: the customer "{id}" has no contact with an e-mail address. Add one.',
    'Der Brief kann nicht gezeigt werden: Der Kunde „{id}“ hat keinen Kontakt mit E-Mail-Adresse. Fügen Sie einen hinzu.',
  ],
  [
    'Cannot save the mail template "{name}". Its name is lower-case letters, digits and hyphens, up to 80 of them.',
    'Die Mailvorlage „{name}“ kann so nicht heißen: höchstens 80 Kleinbuchstaben, Ziffern und Bindestriche.',
  ],
  [
    'Cannot save the mail template "{name}" in the language "{language}". Give its code of two letters, such as en or de.',
    'Die Sprache „{language}“ gibt es nicht. Geben Sie ihre zwei Buchstaben an, wie en oder de.',
  ],
  [
    'Cannot save the mail template "{name}" ({language}): your changes begin from version {base}, and it is now at version {now}. Look at it again.',
    'Die Mailvorlage „{name}“ ({language}) wurde inzwischen geändert. Sehen Sie noch einmal nach.',
  ],
  [
    'The mail template "{name}" is used by {users}. Take it out of them first.',
    'Die Mailvorlage „{name}“ wird von {users} benutzt. Nehmen Sie sie dort zuerst heraus.',
  ],
  [
    'Cannot send to {address}: it is not one plain mail address. Enter one, such as ann@example.com, without commas, brackets or quotes.',
    'An {address} lässt sich nichts senden: Das ist keine einfache E-Mail-Adresse. Geben Sie eine an, wie ann@example.com, ohne Kommas, Klammern und Anführungszeichen.',
  ],
  [
    'Cannot send answers to {address}: nobody reads them there. Name a person, for customers do answer.',
    'Antworten an {address} liest niemand. Nennen Sie eine Person, denn Kunden antworten.',
  ],
  [
    'Cannot save this sender without its API key or password: the service, server or user is new. Enter it again.',
    'Dienst, Server oder Benutzer ist neu; geben Sie den API-Schlüssel oder das Passwort noch einmal an.',
  ],
  [
    'Cannot send by "{host}": it is not the name of a server. Give one, such as smtp.example.com.',
    '„{host}“ ist kein Name eines Servers. Geben Sie einen an, wie smtp.example.com.',
  ],
  [
    'Cannot send by {host} without encryption. Choose "starttls" (port 587) or "tls" (port 465).',
    'Über {host} wird nicht unverschlüsselt gesendet. Wählen Sie „starttls“ (Port 587) oder „tls“ (Port 465).',
  ],
  [
    'Cannot send by {url}: it is not encrypted. Give an address that begins with https://.',
    'Über {url} wird nicht gesendet: Es ist nicht verschlüsselt. Geben Sie eine Adresse an, die mit https:// beginnt.',
  ],
  [
    'Cannot put {link} into letters. Give an https address on one of the hosts that links may lead to ({hosts}), with {customer} and {entity} after the host where ids belong.',
    '{link} kommt nicht in Briefe. Geben Sie eine https-Adresse auf einem der erlaubten Server an ({hosts}).',
  ],
  [
    'Letters go to "{address}" already: it is not on the list.',
    'An „{address}“ wird schon geschrieben: Die Adresse steht nicht auf der Liste.',
  ],
  [
    'Cannot keep this file as the copy of an invoice: it is not a whole PDF. Send the PDF as it came out of your accounting.',
    'Diese Datei ist kein vollständiges PDF. Senden Sie das PDF, wie es aus der Buchhaltung kam.',
  ],
  [
    'Baseline: already past this act when version {version} was published on {day}.',
    'Stand bei Beginn: über diesen Schritt schon hinaus, als Fassung {version} am {day} veröffentlicht wurde.',
  ],
  ['The draft was changed after it was asked for.', 'Der Entwurf wurde nach der Bitte geändert.'],
  ['The draft was discarded.', 'Der Entwurf wurde verworfen.'],
  ['Taken over from a file.', 'Aus einer Datei übernommen.'],
  ['The rule was published from a file.', 'Die Regel wurde aus einer Datei veröffentlicht.'],
  ['The rule was retired.', 'Die Regel wurde stillgelegt.'],
  ['It was asked for anew.', 'Es wurde neu darum gebeten.'],
  [
    'It was published without needing an approval.',
    'Sie wurde veröffentlicht, ohne dass eine Freigabe nötig war.',
  ],
  ['There is no request "{id}" to publish a rule.', 'Diese Bitte um Veröffentlichung gibt es nicht.'],
  ['There is no segment "{id}".', 'Das Segment „{id}“ gibt es nicht.'],
  [
    'Cannot save the segment "{id}". Its id is lower-case letters, digits and hyphens, up to 80 of them.',
    'Das Segment „{id}“ kann so nicht heißen: höchstens 80 Kleinbuchstaben, Ziffern und Bindestriche.',
  ],
  [
    'Cannot save the segment "{name}": your changes begin from version {base}, and it is now at version {now}. Look at it again.',
    'Das Segment „{name}“ wurde inzwischen geändert. Sehen Sie noch einmal nach.',
  ],
  [
    'The segment "{name}" is about each {was} and cannot become one about each {wanted}. Save it under another id.',
    'Das Segment „{name}“ kann nicht von Kunden auf Rechnungen wechseln oder umgekehrt. Speichern Sie es unter anderem Namen.',
  ],
  [
    'Somebody has just saved the segment "{name}". Look at it again.',
    'Das Segment „{name}“ wurde gerade gespeichert. Sehen Sie noch einmal nach.',
  ],
  [
    'The segment "{name}" is used by {users}. Take it out of them first.',
    'Das Segment „{name}“ wird von {users} benutzt. Nehmen Sie es dort zuerst heraus.',
  ],
  [
    'The version of the rule "{rule}" that took part in the run "{run}" is not kept.',
    'Die Fassung der Regel „{rule}“ aus diesem Lauf ist nicht mehr da.',
  ],
  [
    'The company has no words of its own for the mail template "{name}" in "{language}". What comes with Dunlin cannot be removed.',
    'Die Firma hat für „{name}“ ({language}) keinen eigenen Text. Was mit Dunlin kommt, lässt sich nicht entfernen.',
  ],
  [
    'There is no sender for the whole company. Save one first.',
    'Für die ganze Firma gibt es keinen Absender. Speichern Sie zuerst einen.',
  ],
  [
    'There is no sender for the entity "{entity}". It uses the one of the company; save one of its own first.',
    'Für „{entity}“ gibt es keinen eigenen Absender; es gilt der der Firma. Speichern Sie zuerst einen.',
  ],
  [
    'The address of the service holds a user or a password. Leave them out.',
    'Die Adresse des Dienstes enthält einen Benutzer oder ein Passwort. Lassen Sie beides weg.',
  ],
  ['There is no invoice "{id}".', 'Die Rechnung „{id}“ gibt es nicht.'],
  ['There is no letter "{id}".', 'Diesen Brief gibt es nicht.'],
]
