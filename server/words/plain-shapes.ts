import type { Phrases } from '#engine/words/phrase-book.ts'

/** What the schemas say of a value that is not as it should be, beside a sentence for whoever filled in a form. */
export const plainShapes: Phrases = [
  ['Too small: expected number to be >={least}', 'Give {least} or more.'],
  ['Too small: expected int to be >={least}', 'Give {least} or more.'],
  ['Too small: expected number to be >{bound}', 'Give more than {bound}.'],
  ['Too small: expected string to have >=1 characters', 'Enter something here.'],
  ['Too small: expected string to have >={least} characters', 'Enter at least {least} characters.'],
  ['Too small: expected array to have >=1 items', 'Choose at least one.'],
  ['Too small: expected array to have >={least} items', 'Choose at least {least}.'],
  ['Too big: expected number to be <={most}', 'Give {most} or less.'],
  ['Too big: expected int to be <={most}', 'Give {most} or less.'],
  ['Too big: expected number to be <{bound}', 'Give less than {bound}.'],
  ['Too big: expected string to have <={most} characters', 'Enter at most {most} characters.'],
  ['Too big: expected array to have <={most} items', 'Choose at most {most}.'],
  ['Invalid input: expected {wanted}, received undefined', 'This is missing.'],
  ['Invalid input: expected number, received {found}', 'Give a number.'],
  ['Invalid input: expected int, received {found}', 'Give a whole number.'],
  ['Invalid input: expected string, received {found}', 'Give a text.'],
  ['Invalid input: expected boolean, received {found}', 'Give true or false.'],
  ['Invalid input: expected array, received {found}', 'Give a list.'],
  ['Invalid option: expected one of {options}', 'Choose one of {options}.'],
  ['Invalid email address', 'Give an e-mail address, such as ann@example.com.'],
  ['Invalid ISO date', 'Give a day that there is, written as 2026-01-31.'],
  ['Invalid URL', 'Give an address, such as https://pay.example.com.'],
  ['must not be before {day}', 'Give a day after {day}.'],
]

/** The same in German. */
export const germanShapes: Phrases = [
  ['Cannot read the {where} of this request: {problems}', 'Die Angaben sind so nicht zu lesen: {problems}'],
  ['Give {least} or more.', 'Geben Sie {least} oder mehr an.'],
  ['Give more than {bound}.', 'Geben Sie mehr als {bound} an.'],
  ['Enter something here.', 'Tragen Sie hier etwas ein.'],
  ['Enter at least {least} characters.', 'Tragen Sie mindestens {least} Zeichen ein.'],
  ['Choose at least one.', 'Wählen Sie mindestens eines.'],
  ['Choose at least {least}.', 'Wählen Sie mindestens {least}.'],
  ['Give {most} or less.', 'Geben Sie höchstens {most} an.'],
  ['Give less than {bound}.', 'Geben Sie weniger als {bound} an.'],
  ['Enter at most {most} characters.', 'Tragen Sie höchstens {most} Zeichen ein.'],
  ['Choose at most {most}.', 'Wählen Sie höchstens {most}.'],
  ['This is missing.', 'Das fehlt.'],
  ['Give a number.', 'Geben Sie eine Zahl an.'],
  ['Give a whole number.', 'Geben Sie eine ganze Zahl an.'],
  ['Give a text.', 'Geben Sie einen Text an.'],
  ['Give true or false.', 'Geben Sie wahr oder falsch an.'],
  ['Give a list.', 'Geben Sie eine Liste an.'],
  ['Choose one of {options}.', 'Wählen Sie eines von {options}.'],
  [
    'Give an e-mail address, such as ann@example.com.',
    'Geben Sie eine E-Mail-Adresse an, wie ann@example.com.',
  ],
  [
    'Give a day that there is, written as 2026-01-31.',
    'Geben Sie einen Tag an, den es gibt, geschrieben wie 2026-01-31.',
  ],
  [
    'Give an address, such as https://pay.example.com.',
    'Geben Sie eine Adresse an, wie https://pay.example.com.',
  ],
  ['Give a day after {day}.', 'Geben Sie einen Tag nach dem {day} an.'],
]
