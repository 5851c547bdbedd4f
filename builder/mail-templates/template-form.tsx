import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { Explained } from '../frame/explained.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { FieldPalette } from './field-palette.tsx'
import { LetterPreview } from './letter-preview.tsx'
import { removeTemplate, saveTemplate, type Words } from './template-data.ts'
import { TemplateVersions } from './template-versions.tsx'
import { text } from './words.ts'

type Props = {
  readonly name: string
  readonly language: string
  readonly fields: readonly string[]
  /** The words the changes begin from. */
  readonly saved: Words
  /** Their version; 0 for words that came with Dunlin, and for a new template. */
  readonly baseVersion: number
}

const COPIES = Object.keys(text.copiesOf).filter((copies): copies is Words['invoiceCopies'] =>
  Object.hasOwn(text.copiesOf, copies),
)

/** The words of a template as they are written, beside the letter a customer would get. */
export function TemplateForm({ name, language, fields, saved, baseVersion }: Props) {
  const role = useRole()
  const [words, setWords] = useState<Words>(() => wordsOf(saved))
  const [why, setWhy] = useState('')
  const body = useRef<HTMLTextAreaElement>(null)
  const made = useChange(saveTemplate)
  const isChanged = JSON.stringify(words) !== JSON.stringify(wordsOf(saved)) || baseVersion === 0
  const mayChange = isOffered(role, 'publish-rules')
  const insert = (field: string) => setWords({ ...words, body: withField(words.body, field, body.current) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    made.mutate({ name, language, words, baseVersion, why })
  }
  return (
    <div className="template-grid">
      <form className="template-words" onSubmit={submit}>
        <TextInput
          size="xs"
          label={text.subject}
          readOnly={!mayChange}
          value={words.subject}
          onChange={({ currentTarget }) => setWords({ ...words, subject: currentTarget.value })}
        />
        <Textarea
          size="xs"
          label={text.body}
          description={text.tableHelp}
          ref={body}
          autosize
          minRows={10}
          maxRows={24}
          readOnly={!mayChange}
          value={words.body}
          onChange={({ currentTarget }) => setWords({ ...words, body: currentTarget.value })}
        />
        {mayChange ? (
          <>
            <FieldPalette fields={fields} onInsert={insert} />
            <Attached words={words} onChange={setWords} />
            <TextInput
              size="xs"
              label={text.why}
              required
              withAsterisk={false}
              maxLength={500}
              value={why}
              onChange={({ currentTarget }) => setWhy(currentTarget.value)}
            />
            <Refusal error={made.error} />
            <div className="buttons">
              <Button size="xs" type="submit" disabled={!isChanged} loading={made.isPending}>
                {text.save}
              </Button>
              {JSON.stringify(words) !== JSON.stringify(wordsOf(saved)) && (
                <Button size="xs" variant="default" onClick={() => setWords(wordsOf(saved))}>
                  {text.discard}
                </Button>
              )}
            </div>
          </>
        ) : (
          <p className="empty">{text.notForYou}</p>
        )}
      </form>
      <div>
        <LetterPreview {...{ name, language }} subject={words.subject} body={words.body} />
        <TemplateVersions {...{ name, language }} onUse={(version) => setWords(wordsOf(version))} />
        {mayChange && baseVersion > 0 && (
          <Explained
            label={text.remove}
            sentence={text.removeSentence}
            change={(reason: string) => removeTemplate({ name, language, why: reason })}
          />
        )}
      </div>
    </div>
  )
}

function Attached({ words, onChange }: { words: Words; onChange: (words: Words) => void }) {
  return (
    <fieldset className="plain-fieldset">
      <legend>{text.attachments}</legend>
      <Checkbox
        size="xs"
        label={text.statement}
        checked={words.attachStatement}
        onChange={({ currentTarget }) => onChange({ ...words, attachStatement: currentTarget.checked })}
      />
      <NativeSelect
        size="xs"
        mt={8}
        label={text.copies}
        data={COPIES.map((value) => ({ value, label: text.copiesOf[value] }))}
        value={words.invoiceCopies}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...words, invoiceCopies: COPIES.find((copies) => copies === value) ?? 'none' })
        }
      />
    </fieldset>
  )
}

function wordsOf({ subject, body, attachStatement, invoiceCopies }: Words): Words {
  return { subject, body, attachStatement, invoiceCopies }
}

/** The text with a field where the cursor is, in place of what is chosen; at its end where nobody has been yet. */
function withField(body: string, field: string, area: HTMLTextAreaElement | null): string {
  const from = area?.selectionStart ?? body.length
  const to = area?.selectionEnd ?? body.length
  const written = `{{ ${field} }}`
  window.requestAnimationFrame(() => {
    area?.focus()
    area?.setSelectionRange(from + written.length, from + written.length)
  })
  return body.slice(0, from) + written + body.slice(to)
}
