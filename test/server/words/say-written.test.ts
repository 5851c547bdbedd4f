import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { english } from '#engine/words/english.ts'
import { german } from '#engine/words/german.ts'
import { sayWritten, withWritten } from '#server/words/say-written.ts'
import { sentencesIn } from './sentences-in.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Where the sentences are written that come to stand on pages. */
const WRITERS = [
  'engine/arbitrate.ts',
  'engine/left-out.ts',
  'engine/merge-messages.ts',
  'engine/single-letters.ts',
  'engine/hold-release.ts',
  'engine/volume-brake.ts',
  'engine/check-condition.ts',
  'engine/check-fact-ref.ts',
  'engine/check-value.ts',
  'engine/check-rule.ts',
  'engine/parse-rule.ts',
  'engine/schedule.ts',
  'engine/rule.ts',
  'engine/acts.ts',
  'connectors/files',
  ...['api', 'auth', 'dispatch', 'guards', 'import', 'mail', 'report', 'rules', 'run'].map(
    (room) => `server/${room}`,
  ),
]

/** What only programs, administrators of the server or the log come to read, and what is written to customers. */
const NOT_ON_PAGES = [
  /^server\/api\/(api|describe|gate|idempotency|openapi-document|errors)\.ts$/,
  /^server\/api\/routes\/(reply-hooks|rule-drafts)\.ts$/,
  /^server\/mail\/(resend-hook|override|statement-pdf|letter-words)/,
  // The mail is written in the language of who gets it.
  /^server\/report\/report-words\.ts$/,
  /^server\/auth\/(api-keys|auth-routes|authenticate|first-admin|sign-in-service)\.ts$/,
  /^server\/run\/(begin-run|company|cycles|publish-version|record-share|run-in-shares)\.ts$/,
  /^server\/dispatch\/(call-outside|carry-out|decide-again)\.ts$/,
  /^connectors\/files\/file-bytes\.ts$/,
]
const ONLY_SEEN_INSIDE = [
  // Put together from parts, each of which is said.
  /^This must be x\.$/,
  /^The rule "x" x\. x What it planned/,
  /^The rule "x" has x credit holdx/,
  /^Too many attempts to sign in\. Wait x minutex/,
  /^Which company\?$/,
  /^An API key words no letters/,
  /^This letter was sent to try the sender out/,
  /^Accepted as x\.$/,
  /^"x" is nothing that is written to books\.$/,
  /^A dry run is over/,
]

const filesOf = (place: string) =>
  place.endsWith('.ts')
    ? [place]
    : readdirSync(root + place, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `${place}/${name}`)

describe('what is written down in English', () => {
  test('is said in German, every sentence of it that can come to stand on a page', () => {
    const unsaid = WRITERS.flatMap(filesOf)
      .filter((file) => !NOT_ON_PAGES.some((pattern) => pattern.test(file)))
      .flatMap((file) =>
        sentencesIn(readFileSync(root + file, 'utf8'))
          .filter((sentence) => !ONLY_SEEN_INSIDE.some((pattern) => pattern.test(sentence)))
          .filter((sentence) => sayWritten(sentence, german) === sentence)
          .map((sentence) => `${file}: ${sentence}`),
      )
    expect(unsaid, 'Add each to the phrases of server/words or engine/words.').toEqual([])
  })

  test.each([
    ['The rule starts on 2026-03-16.', 'Die Regel beginnt am 16. März 2026.'],
    [
      'The customer was written to on 2026-03-10; at most 1 in 5 business days.',
      'Dem Kunden wurde am 10. März 2026 geschrieben; höchstens 1 in 5 Werktagen.',
    ],
    ['The balance is below 1,500.50 USD.', 'Der Saldo liegt unter 1.500,50 USD.'],
    [
      'The rule "30 days" matches nobody any more. It matches nobody; usually it matches 40. Look whether the books were read as they should be. What it planned waits until the run is released or discarded.',
      'Die Regel „30 days“ trifft auf niemanden mehr zu. Sie trifft auf niemanden zu, sonst auf 40. Sehen Sie nach, ob die Bücher richtig gelesen wurden. Was sie geplant hat, wartet, bis der Lauf freigegeben oder verworfen ist.',
    ],
    [
      'A letter waits: 2026-12-25 is no business day in US.',
      'Ein Brief wartet: Der 25. Dezember 2026 ist kein Werktag in US.',
    ],
    ['Declined by ada: they called.', 'Abgelehnt von ada: they called.'],
    ['They called on Monday. All is well.', 'They called on Monday. All is well.'],
  ])('%s', (written, said) => {
    expect(sayWritten(written, german)).toBe(said)
    expect(sayWritten(written, english)).toBe(written)
  })

  test('is said where a view holds it, and nothing else of the view is touched', () => {
    const view = {
      text: 'Nothing is open.',
      notes: [{ text: 'Nothing is overdue.', name: 'Nothing is open.' }],
      count: 1,
      none: null,
    }
    expect(withWritten(view, german, ['text'])).toEqual({
      text: 'Nichts ist offen.',
      notes: [{ text: 'Nichts ist überfällig.', name: 'Nothing is open.' }],
      count: 1,
      none: null,
    })
    expect(withWritten(view, english, ['text'])).toBe(view)
  })
})
