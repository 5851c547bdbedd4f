import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Loaded } from '../frame/loaded.tsx'
import { words } from '../words/words.ts'
import { languageName } from './language-name.ts'
import { type Template, templateQuery, type Words } from './template-data.ts'
import { TemplateForm } from './template-form.tsx'
import type { Chosen } from './templates-page.tsx'
import { text } from './words.ts'

type Props = Chosen & {
  /** What a template may name between double braces. */
  readonly fields: readonly string[]
  /** The template as it is listed, in its first language; null for one that is new. */
  readonly listed: Template | null
  readonly onChoose: (chosen: Chosen) => void
}

/** A template in one of its languages. One that is not there yet begins with the words of another language, or with few. */
export function TemplateEditor({ name, language, fields, listed, onChoose }: Props) {
  const isThere = listed?.languages.includes(language) ?? false
  const found = useQuery({ ...templateQuery(name, language), enabled: isThere })
  const title = text.editing(words.engine.letter(name))
  const languages = listed === null ? [language] : [...new Set([...listed.languages, language])]
  return (
    <section className="panel" aria-label={title}>
      <div className="page-title">
        <h2>{title}</h2>
        <NativeSelect
          size="xs"
          aria-label={text.language}
          data={languages.map((value) => ({ value, label: languageName(value) }))}
          value={language}
          onChange={({ currentTarget }) => onChoose({ name, language: currentTarget.value })}
        />
        <AddLanguage onAdd={(added) => onChoose({ name, language: added })} />
      </div>
      {isThere ? (
        <Loaded query={found} rows={12}>
          {(template) => (
            <TemplateForm
              // Another version, saved here or elsewhere, is another beginning.
              key={template.version}
              {...{ name, language, fields }}
              saved={template}
              baseVersion={template.version}
            />
          )}
        </Loaded>
      ) : (
        <TemplateForm {...{ name, language, fields }} saved={listed ?? FEW_WORDS} baseVersion={0} />
      )}
    </section>
  )
}

const FEW_WORDS: Words = {
  subject: '{{ entity.name }}: {{ totals }}',
  body: '{{ contact.name }},\n\n{{ table }}\n\n{{ entity.name }}',
  attachStatement: false,
  invoiceCopies: 'none',
}

function AddLanguage({ onAdd }: { onAdd: (language: string) => void }) {
  const [asks, setAsks] = useState(false)
  const [language, setLanguage] = useState('')
  if (!asks)
    return (
      <button type="button" className="row-button" onClick={() => setAsks(true)}>
        {text.addLanguage}
      </button>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAdd(language)
  }
  return (
    <form className="field-row" aria-label={text.addLanguage} onSubmit={submit}>
      <TextInput
        size="xs"
        aria-label={text.addLanguage}
        placeholder={text.addLanguageHelp}
        pattern="[a-z]{2}"
        required
        autoFocus
        value={language}
        onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
      />
      <Button size="xs" type="submit" variant="default">
        {text.add}
      </Button>
    </form>
  )
}
