import { Button, FileButton, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { RuleInvalidError } from '#engine/errors.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { idFromName } from '#engine/rule.ts'
import { diffRules } from '#engine/rule-diff.ts'
import { useChange } from '../data/changes.ts'
import { ruleQuery, rulesQuery } from '../data/queries.ts'
import { Refusal } from '../frame/refusal.tsx'
import { useCatalogue } from '../inspect/catalogue.ts'
import { words } from '../words/words.ts'
import { draftOver, type ForeignRule, makeRule, readForeign } from './gallery-data.ts'

const text = words.gallery

type Props = { readonly onMade: (ruleId: string, where: 'edit') => void }

/** Takes rules over from a file: each is shown with what it lacks and what it would change before anything is saved. */
export function ImportRules({ onMade }: Props) {
  const [pasted, setPasted] = useState('')
  const found = useMutation({ mutationFn: readForeign })
  const take = async (file: File | null) => {
    if (file !== null) found.mutate(await file.text())
  }
  return (
    <section className="card" aria-label={text.import}>
      <h3>{text.import}</h3>
      <p>{text.importSentence}</p>
      <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
        {(props) => (
          <Button size="xs" variant="default" {...props}>
            {text.chooseFile}
          </Button>
        )}
      </FileButton>
      <Textarea
        size="xs"
        mt="xs"
        rows={3}
        label={text.pasteText}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
      />
      {pasted.trim() !== '' && (
        <Button
          size="xs"
          mt="xs"
          variant="default"
          loading={found.isPending}
          onClick={() => found.mutate(pasted)}
        >
          {text.read}
        </Button>
      )}
      <Refusal error={found.error} />
      {found.data !== undefined && (
        <>
          <p role="status">{text.found(found.data.rules.length)}</p>
          <ul className="plain-list">
            {found.data.rules.map((rule, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two rules of a file may be alike, and the list never changes.
              <li key={at} className="found-rule">
                <FoundRule rule={rule} onMade={onMade} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function FoundRule({ rule: { document, check, missingFacts }, onMade }: Props & { rule: ForeignRule }) {
  const make = useChange(({ over }: { over: string | null }) =>
    over === null ? makeRule(document) : draftOver(over, document),
  )
  const name = typeof document.name === 'string' ? document.name : text.unnamed
  const id = typeof document.id === 'string' ? document.id : idFromName(name)
  const known = useQuery(rulesQuery).data?.rules.find((rule) => rule.id === id)
  const save = (over: string | null) =>
    make.mutate({ over }, { onSuccess: (ruleId) => onMade(ruleId, 'edit') })
  return (
    <>
      <strong>{name}</strong>
      {check.sentence !== null && <p>{check.sentence}</p>}
      {missingFacts.length > 0 && <p className="refusal">{text.missingFacts(missingFacts.join(', '))}</p>}
      {check.problems.length > 0 ? (
        <details>
          <summary>{text.problems(check.problems.length)}</summary>
          <ul>
            {check.problems.map((problem) => (
              <li key={`${problem.path} ${problem.expected}`}>
                <code>{problem.path}</code> {problem.expected}
              </li>
            ))}
          </ul>
        </details>
      ) : (
        check.ok && <p className="dimmed">{text.ready}</p>
      )}
      {known !== undefined && <Differences id={known.id} name={known.name} document={document} />}
      <Refusal error={make.error} />
      <div className="buttons">
        {known !== undefined && (
          <Button size="xs" variant="default" loading={make.isPending} onClick={() => save(known.id)}>
            {text.asDraft}
          </Button>
        )}
        <Button size="xs" variant="default" loading={make.isPending} onClick={() => save(null)}>
          {known === undefined ? text.importOne : text.asNew}
        </Button>
      </div>
    </>
  )
}

/** What a file would change in the rule that has its id. */
function Differences({
  id,
  name,
  document,
}: {
  id: string
  name: string
  document: ForeignRule['document']
}) {
  const now = useQuery(ruleQuery(id)).data
  const catalogue = useCatalogue(id)
  if (now === undefined || now.version === null) return null
  let sentences: string[]
  try {
    // Any name of a template will do here: whether there is such a one is the check's to say.
    const templates = namesIn(document)
    const next = parseRule({ ...document, id }, name, { catalogue, templates })
    sentences = diffRules(now.document, next, catalogue, words.engine).map(({ sentence }) => sentence)
  } catch (error) {
    if (!(error instanceof RuleInvalidError)) throw error
    // What cannot be read has been said above, with its problems; there is nothing to compare it by.
    return null
  }
  if (sentences.length === 0) return <p className="dimmed">{text.existsSame(name)}</p>
  return (
    <>
      <p>{text.exists(name)}</p>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  )
}

function namesIn(json: unknown): string[] {
  if (Array.isArray(json)) return json.flatMap(namesIn)
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([key, value]) =>
    key === 'template' && typeof value === 'string' ? [value] : namesIn(value),
  )
}
