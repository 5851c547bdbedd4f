import { describe, expect, test } from 'vitest'
import { customers as customersDe } from '../../builder/words/customers.de.ts'
import { customers as customersEn } from '../../builder/words/customers.en.ts'
import { english } from '../../builder/words/english.ts'
import { german } from '../../builder/words/german.ts'
import { importing as importingDe } from '../../builder/words/importing.de.ts'
import { importing as importingEn } from '../../builder/words/importing.en.ts'
import { mailTemplates as mailTemplatesDe } from '../../builder/words/mail-templates.de.ts'
import { mailTemplates as mailTemplatesEn } from '../../builder/words/mail-templates.en.ts'
import { publish as publishDe } from '../../builder/words/publish.de.ts'
import { publish as publishEn } from '../../builder/words/publish.en.ts'
import { report as reportDe } from '../../builder/words/report.de.ts'
import { report as reportEn } from '../../builder/words/report.en.ts'
import { settings as settingsDe } from '../../builder/words/settings.de.ts'
import { settings as settingsEn } from '../../builder/words/settings.en.ts'
import { stringsOf } from './words-of.ts'

/** Words that both languages write alike. */
const ALIKE = new Set([
  'Dunlin',
  'Name',
  'Live',
  'Problem',
  'Text',
  'Rest',
  'Tests',
  'JSON',
  'Tab',
  'Esc',
  'Status',
  'Segment',
  'Insolvent',
  'Pause',
  'Webhook',
])

describe('the words of the pages', () => {
  // Some pages bring their words with them.
  const en = stringsOf({
    ...english,
    customers: customersEn,
    publish: publishEn,
    importing: importingEn,
    mailTemplates: mailTemplatesEn,
    report: reportEn,
    settings: settingsEn,
  })
  const de = stringsOf({
    ...german,
    customers: customersDe,
    publish: publishDe,
    importing: importingDe,
    mailTemplates: mailTemplatesDe,
    report: reportDe,
    settings: settingsDe,
  })

  test('exist in German for every English one, and for no other', () => {
    expect([...de.keys()].sort()).toEqual([...en.keys()].sort())
  })

  test('are German where they should be: only names and marks are written alike', () => {
    const same = [...en].filter(([at, text]) => de.get(at) === text && !ALIKE.has(text) && isWord(text))
    expect(same).toEqual([])
  })

  test('are nowhere empty', () => {
    expect([...en, ...de].filter(([, text]) => text.trim() === '')).toEqual([])
  })
})

/** True for text with a word in it that a language could write its own way; false for marks and for what is only filled in. */
function isWord(text: string): boolean {
  return /\p{L}{3}/u.test(
    text.startsWith('(') ? (/`(.*)`/s.exec(text)?.[1]?.replaceAll(/\$\{.*?\}/g, '') ?? '') : text,
  )
}
