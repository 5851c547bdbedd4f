import { describe, expect, test } from 'vitest'
import { FACTS as FACT_SPECS } from '#engine/fact-catalogue.ts'
import { english } from '../../builder/words/english.ts'
import { german } from '../../builder/words/german.ts'
import { importing as importingDe } from '../../builder/words/importing.de.ts'
import { importing as importingEn } from '../../builder/words/importing.en.ts'
import { mailTemplates as mailTemplatesDe } from '../../builder/words/mail-templates.de.ts'
import { mailTemplates as mailTemplatesEn } from '../../builder/words/mail-templates.en.ts'
import { report as reportDe } from '../../builder/words/report.de.ts'
import { report as reportEn } from '../../builder/words/report.en.ts'
import { stringsOf } from './words-of.ts'

/** In English most facts have the names of the catalogue. */
const FACTS = 'inspect.facts.'

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
  'Import',
  'Status',
  'Segment',
])

describe('the words of the pages', () => {
  // Some pages bring their words with them.
  const en = stringsOf({
    ...english,
    importing: importingEn,
    mailTemplates: mailTemplatesEn,
    report: reportEn,
  })
  const de = stringsOf({
    ...german,
    importing: importingDe,
    mailTemplates: mailTemplatesDe,
    report: reportDe,
  })

  test('exist in German for every English one, and for no other', () => {
    const own = (all: Map<string, string>) => [...all.keys()].filter((at) => !at.startsWith(FACTS)).sort()
    expect(own(de)).toEqual(own(en))
  })

  test('name every fact in German', () => {
    const facts = FACT_SPECS.map(({ name }) => name)
    expect(facts.filter((name) => !de.has(FACTS + name))).toEqual([])
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
