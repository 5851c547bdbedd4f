import '../preview/preview.css'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Refusal } from '../frame/refusal.tsx'
import { LetterText } from '../preview/letter-text.tsx'
import { customersQuery, letterQuery } from './template-data.ts'
import { text } from './words.ts'

/** Long enough that words are not asked for letter by letter, short enough to follow the hand. */
const PAUSE_MS = 250

type Props = {
  readonly name: string
  readonly language: string
  readonly subject: string
  readonly body: string
}

/** The letter a real customer would get today with these words. Nothing is sent by looking. */
export function LetterPreview({ name, language, subject, body }: Props) {
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null)
  const [search] = useDebouncedValue(typed === chosen?.name ? '' : typed.trim(), PAUSE_MS)
  const [settledSubject] = useDebouncedValue(subject, PAUSE_MS)
  const [settledBody] = useDebouncedValue(body, PAUSE_MS)
  const isSettled = settledSubject === subject && settledBody === body
  const found = useQuery(customersQuery(search))
  const first = found.data?.customers[0] ?? null
  const customer = chosen ?? (search === '' ? first : null)
  const letter = useQuery(
    letterQuery({ name, language, subject: settledSubject, body: settledBody }, customer?.id ?? null),
  )
  const shown = [...(found.data?.customers ?? []), ...(customer === null ? [] : [customer])]
  return (
    <section className="template-letter" aria-label={text.preview}>
      <h3>{text.preview}</h3>
      {found.data?.customers.length === 0 && search === '' && customer === null ? (
        <p className="empty">{text.previewNobody}</p>
      ) : (
        <Select
          size="xs"
          label={text.previewFor}
          placeholder={text.findCustomer}
          nothingFoundMessage={text.nobodyFound}
          searchable
          // What matches is the server's to say; it also finds numbers.
          filter={({ options }) => options}
          data={[...new Map(shown.map(({ id, name }) => [id, { value: id, label: name }])).values()]}
          value={customer?.id ?? null}
          onSearchChange={setTyped}
          onChange={(id) => {
            const picked = shown.find((each) => each.id === id)
            if (picked !== undefined) setChosen({ id: picked.id, name: picked.name })
          }}
        />
      )}
      <Refusal error={letter.error} />
      {letter.data !== undefined && letter.error === null && (
        <div className={letter.isPlaceholderData || !isSettled ? 'stale' : ''}>
          <dl className="facts">
            <dt>{text.to}</dt>
            <dd>
              {letter.data.to.name} &lt;{letter.data.to.address}&gt;
            </dd>
            <dt>{text.subject}</dt>
            <dd>
              <strong>{letter.data.subject}</strong>
            </dd>
          </dl>
          <LetterText text={letter.data.text} />
        </div>
      )}
    </section>
  )
}
