import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { LANGUAGE } from '../words/language.ts'
import type { Chosen } from './templates-page.tsx'
import { text } from './words.ts'

/** Begins a template under a name of its own. It is there once its words are saved. */
export function NewTemplate({ onBegin }: { onBegin: (chosen: Chosen) => void }) {
  const [asks, setAsks] = useState(false)
  const [name, setName] = useState('')
  const [language, setLanguage] = useState<string>(LANGUAGE)
  if (!asks)
    return (
      <Button size="xs" mt="xs" variant="default" onClick={() => setAsks(true)}>
        {text.newTemplate}
      </Button>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsks(false)
    onBegin({ name, language })
  }
  return (
    <form className="field-row" aria-label={text.newTemplate} onSubmit={submit}>
      <TextInput
        size="xs"
        label={text.newName}
        description={text.newNameHelp}
        pattern="[a-z0-9][a-z0-9\-]{0,79}"
        required
        withAsterisk={false}
        autoFocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={text.newLanguage}
        description={text.addLanguageHelp}
        pattern="[a-z]{2}"
        required
        withAsterisk={false}
        value={language}
        onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
      />
      <Button size="xs" type="submit">
        {text.begin}
      </Button>
      <Button size="xs" variant="default" onClick={() => setAsks(false)}>
        {text.back}
      </Button>
    </form>
  )
}
