import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { useChange } from '../data/changes.ts'
import { ServerProblemError } from '../data/client.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { Refusal } from '../frame/refusal.tsx'
import { FieldProblems, focusField } from '../inspect/field-problems.ts'
import { text } from './words.ts'

type Props<Draft> = {
  readonly title: string
  readonly sentence?: string
  /** What is set now. A form of other values is another form: give it another key. */
  readonly saved: Draft
  readonly save: (draft: Draft, why: string) => Promise<unknown>
  readonly children: (draft: Draft, change: (part: Partial<Draft>) => void) => ReactNode
}

const NO_PROBLEMS: ReadonlyMap<string, string> = new Map()

/**
 * Settings that are changed together, for a reason. What the server refuses is said beside the field it is about, where a field
 * stands under the path the server names; else below.
 */
export function SettingsForm<Draft extends object>({ title, sentence, saved, save, children }: Props<Draft>) {
  const role = useRole()
  const [draft, setDraft] = useState(saved)
  const [why, setWhy] = useState('')
  const form = useRef<HTMLFormElement>(null)
  /** What the server found wrong where this form has no field. */
  const [unplaced, setUnplaced] = useState<readonly string[]>([])
  const asked = useChange((given: { draft: Draft; why: string }) => save(given.draft, given.why))
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved)
  const mayChange = isOffered(role, 'manage-settings')
  const problems = asked.error instanceof ServerProblemError ? asked.error.problems : NO_PROBLEMS
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asked.mutate(
      { draft, why: why.trim() },
      {
        onSuccess: () => setWhy(''),
        onError(error) {
          if (!(error instanceof ServerProblemError)) return
          const hasField = (path: string) =>
            form.current?.querySelector(`[data-path="${CSS.escape(path)}"]`) !== null
          const paths = [...error.problems.keys()]
          const first = paths.find(hasField)
          if (first !== undefined) focusField(first)
          setUnplaced([...error.problems].flatMap(([path, said]) => (hasField(path) ? [] : [said])))
        },
      },
    )
  }
  return (
    <form className="settings-form" aria-label={title} ref={form} onSubmit={submit}>
      <h2>{title}</h2>
      {sentence !== undefined && <p>{sentence}</p>}
      {!mayChange && <p className="empty">{text.notForYou}</p>}
      <FieldProblems value={problems}>
        <fieldset className="settings-fields" disabled={!mayChange}>
          {children(draft, (part) => {
            asked.reset()
            setDraft({ ...draft, ...part })
          })}
        </fieldset>
      </FieldProblems>
      {isChanged && (
        <TextInput
          size="xs"
          label={text.why}
          required
          withAsterisk={false}
          maxLength={500}
          value={why}
          onChange={({ currentTarget }) => setWhy(currentTarget.value)}
        />
      )}
      {problems.size === 0 ? (
        <Refusal error={asked.error} />
      ) : (
        <p className="refusal" role="alert">
          {[text.beside, ...unplaced].join(' ')}
        </p>
      )}
      {isChanged && (
        <div className="buttons">
          <Button size="xs" type="submit" loading={asked.isPending}>
            {text.save}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              asked.reset()
              setDraft(saved)
            }}
          >
            {text.discard}
          </Button>
        </div>
      )}
    </form>
  )
}
