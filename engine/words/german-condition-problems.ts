import type { Phrases } from './phrase-book.ts'

/** What is wrong with a condition and what would be right, in German. Words of the file format stay as they are. */
export const germanConditionProblems: Phrases = [
  [
    'A condition has at most {most} leaves. Split the rule.',
    'Eine Bedingung hat höchstens {most} Vergleiche. Teilen Sie die Regel.',
  ],
  [
    'A condition is an object with "all", "any", "not", or "fact", "operator" and "value".',
    'Eine Bedingung ist ein Objekt mit "all", "any", "not" oder mit "fact", "operator" und "value".',
  ],
  [
    'Groups may be nested {depth} deep. Flatten this group or split the rule.',
    'Gruppen dürfen {depth} tief verschachtelt sein. Vereinfachen Sie diese, oder teilen Sie die Regel.',
  ],
  [
    'Shared conditions are written out in the rule. Put the condition itself here.',
    'Gemeinsame Bedingungen werden in der Regel ausgeschrieben. Setzen Sie die Bedingung selbst hierher.',
  ],
  [
    'There is no such segment. Choose one that is there, or write the condition out.',
    'Dieses Segment gibt es nicht. Wählen Sie eines, das es gibt, oder schreiben Sie die Bedingung aus.',
  ],
  [
    'A group has exactly one of "all", "any" and "not".',
    'Eine Gruppe hat genau eines von "all", "any" und "not".',
  ],
  ['"{key}" is no key of a group. Remove it.', '"{key}" gehört in keine Gruppe. Entfernen Sie es.'],
  [
    'An empty group would match everybody. Give it at least one condition.',
    'Eine leere Gruppe träfe auf alle zu. Geben Sie ihr mindestens eine Bedingung.',
  ],
  ['A name is a text such as "c1".', 'Ein Name ist ein Text wie "c1".'],
  [
    'A priority is a whole number; it changes no result.',
    'Eine Priorität ist eine ganze Zahl; sie ändert kein Ergebnis.',
  ],
  ['"{key}" is no key of a leaf. Remove it.', '"{key}" gehört in keinen Vergleich. Entfernen Sie es.'],
  [
    'Facts of the catalogue have no inner fields. Remove "path" and name the fact itself.',
    'Angaben haben keine inneren Felder. Entfernen Sie "path", und nennen Sie die Angabe selbst.',
  ],
  ['A leaf needs a "value" to compare with.', 'Ein Vergleich braucht einen Wert ("value").'],
  [
    '{meant} Operators: {operators}; before them, with a colon: {decorators}.',
    '{meant} Vergleiche: {operators}; davor, mit Doppelpunkt: {decorators}.',
  ],
  ['An operator is a text.', 'Ein Vergleich ist ein Text.'],
  [
    '"swap" cannot stand before "{operator}" here. Write the comparison the other way round.',
    '"swap" kann hier nicht vor "{operator}" stehen. Schreiben Sie den Vergleich andersherum.',
  ],
  [
    '"{decorator}" looks at the items of a list, and "{fact}" is of type {type}.',
    '"{decorator}" sieht auf die Teile einer Liste, und "{fact}" ist vom Typ {type}.',
  ],
  [
    '"{operator}" asks about the whole list; its items are always known. Remove "{decorator}".',
    '"{operator}" fragt nach der ganzen Liste; ihre Teile sind immer bekannt. Entfernen Sie "{decorator}".',
  ],
  [
    'Only one of "someValue" and "everyValue" makes sense. Remove one.',
    'Nur eines von "someValue" und "everyValue" ergibt Sinn. Entfernen Sie eines.',
  ],
  [
    '"{operator}" takes a list by itself. Remove "someValue" or "everyValue".',
    '"{operator}" nimmt von selbst eine Liste. Entfernen Sie "someValue" oder "everyValue".',
  ],
  [
    '"{operator}" compares with nothing. Remove "someValue" or "everyValue".',
    '"{operator}" vergleicht mit nichts. Entfernen Sie "someValue" oder "everyValue".',
  ],
  [
    '"{fact}" is of type {type}, and "{operator}" does not suit it.{why} Suited: {suited}.',
    '"{fact}" ist vom Typ {type}, und "{operator}" passt nicht dazu. Es passen: {suited}.',
  ],
  [
    '"{fact}" is of type {type}, and "{operator}" does not suit it. Suited: {suited}.',
    '"{fact}" ist vom Typ {type}, und "{operator}" passt nicht dazu. Es passen: {suited}.',
  ],
  [
    'A fact is named by a text, such as "daysOverdue".',
    'Eine Angabe wird mit einem Text genannt, wie "daysOverdue".',
  ],
  [
    'There is no such fact. {meant} "dunlin facts" lists all.',
    'Diese Angabe gibt es nicht. {meant} „dunlin facts“ zählt alle auf.',
  ],
  [
    'There is no such fact.  "dunlin facts" lists all.',
    'Diese Angabe gibt es nicht. „dunlin facts“ zählt alle auf.',
  ],
  [
    '"{fact}" is a fact of {subjects}, and this is about a {subject}.{aggregates}',
    '"{fact}" gehört zu {subjects}, und hier geht es um {subject}.{aggregates}',
  ],
  [
    '"{fact}" is a fact of {subjects}, and this is about a {subject}.',
    '"{fact}" gehört zu {subjects}, und hier geht es um {subject}.',
  ],
  [
    '"{fact}" is known in the branches of a rule that waits for {events}, and nowhere else.',
    '"{fact}" ist nur in den Zweigen einer Regel bekannt, die auf {events} wartet.',
  ],
  [
    'Params are an object such as { "currency": "USD" }.',
    'Eingrenzungen sind ein Objekt wie { "currency": "USD" }.',
  ],
  ['"{fact}" takes no params.', '"{fact}" lässt sich nicht eingrenzen.'],
  ['"{fact}" takes only: {params}.', '"{fact}" nimmt nur: {params}.'],
  [
    'A currency is an active ISO 4217 code such as "USD" or "EUR".',
    'Eine Währung ist ein gültiger ISO-4217-Code wie „USD“ oder „EUR“.',
  ],
  ['Days are a whole number from 0 to 3660.', 'Tage sind eine ganze Zahl von 0 bis 3660.'],
  ['This is true or false.', 'Das ist wahr oder falsch.'],
  [
    'An invoice has no group. Write this rule about customers, or ask the customer itself.',
    'Eine Rechnung hat keinen Konzern. Schreiben Sie die Regel über Kunden, oder fragen Sie den Kunden selbst.',
  ],
  [
    'This is a text that is not empty and has none of & = @.',
    'Das ist ein Text, der nicht leer ist und keines von & = @ enthält.',
  ],
  [
    '"{fact}" is an amount and needs its currency, as in "params": { "currency": "USD" }.',
    '"{fact}" ist ein Betrag und braucht seine Währung.',
  ],
  ['"{fact}" needs "{param}": {meaning}', '"{fact}" braucht "{param}": {meaning}'],
  ['"{operator}" is written with "value": true.', '"{operator}" wird mit "value": true geschrieben.'],
  [
    '"between" takes a list of two values, the lower and the upper; both belong to it.',
    '„Zwischen“ nimmt zwei Werte, den unteren und den oberen; beide gehören dazu.',
  ],
  [
    'The lower value comes first, else nothing can lie between them.',
    'Der untere Wert steht zuerst, sonst liegt nichts dazwischen.',
  ],
  [
    'This takes a list with at least one value, such as ["A", "B"].',
    'Das nimmt eine Liste mit mindestens einem Wert, wie ["A", "B"].',
  ],
  [
    '"{fact}" is compared with a number ({unit}), such as 30.',
    '"{fact}" wird mit einer Zahl verglichen ({unit}), wie 30.',
  ],
  ['"{fact}" is compared with whole days, such as 30.', '"{fact}" wird mit ganzen Tagen verglichen, wie 30.'],
  [
    '"{fact}" is compared with an amount in {currency}, such as 5000 or "5000.50".',
    '"{fact}" wird mit einem Betrag in {currency} verglichen, wie 5000 oder "5000.50".',
  ],
  [
    '"{fact}" is compared with an existing day, such as "2026-01-31".',
    '"{fact}" wird mit einem Tag verglichen, den es gibt, wie "2026-01-31".',
  ],
  ['"{fact}" is true or false.', '"{fact}" ist wahr oder falsch.'],
  ['"{fact}" is one of: {values}.', '"{fact}" ist eines von: {values}.'],
  [
    '"{fact}" is compared with a text that is not empty.',
    '"{fact}" wird mit einem Text verglichen, der nicht leer ist.',
  ],
  [
    '"{key}" is no key of a fact on the value side. Remove it.',
    '"{key}" gehört zu keiner Angabe auf der Seite des Werts. Entfernen Sie es.',
  ],
  [
    '"{operator}" takes written values, not a fact.',
    '"{operator}" nimmt geschriebene Werte und keine Angabe.',
  ],
  [
    '"{fact}" is of type {type}; only a text can be looked up in a list fact.',
    '"{fact}" ist vom Typ {type}; in einer Liste lässt sich nur ein Text suchen.',
  ],
  [
    '"{fact}" is of type {type}; here it must be {wanted}.',
    '"{fact}" ist vom Typ {type}; hier muss es {wanted} sein.',
  ],
  [
    'Both sides must be in the same currency, here {currency}.',
    'Beide Seiten müssen in derselben Währung sein, hier {currency}.',
  ],
  [
    '"someValue" and "everyValue" take a written list, not a fact.',
    '"someValue" und "everyValue" nehmen eine geschriebene Liste und keine Angabe.',
  ],
]
