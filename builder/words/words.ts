import { editing as editingDe } from './editing.de.ts'
import { editing as editingEn } from './editing.en.ts'
import { gallery as galleryDe } from './gallery.de.ts'
import { gallery as galleryEn } from './gallery.en.ts'
import { inspect as inspectDe } from './inspect.de.ts'
import { inspect as inspectEn } from './inspect.en.ts'
import { LANGUAGE, type Language } from './language.ts'
import { preview as previewDe } from './preview.de.ts'
import { preview as previewEn } from './preview.en.ts'
import { publish as publishDe } from './publish.de.ts'
import { publish as publishEn } from './publish.en.ts'
import { ruleList as ruleListDe } from './rule-list.de.ts'
import { ruleList as ruleListEn } from './rule-list.en.ts'

type Words = {
  readonly gallery: typeof galleryEn
  readonly preview: typeof previewEn
  readonly publish: typeof publishEn
  readonly ruleList: typeof ruleListEn
  readonly editing: typeof editingEn
  readonly inspect: typeof inspectEn
}

const WORDS: Record<Language, Words> = {
  en: {
    gallery: galleryEn,
    preview: previewEn,
    publish: publishEn,
    ruleList: ruleListEn,
    editing: editingEn,
    inspect: inspectEn,
  },
  de: {
    gallery: galleryDe,
    preview: previewDe,
    publish: publishDe,
    ruleList: ruleListDe,
    editing: editingDe,
    inspect: inspectDe,
  },
}

/** Every string of the editor in the language of this browser. Each area keeps its own file for each language. */
export const words: Words = WORDS[LANGUAGE]
