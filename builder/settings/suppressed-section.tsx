import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableInstant } from '../format/day.ts'
import { Explained } from '../frame/explained.tsx'
import { Loaded } from '../frame/loaded.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { liftSuppression, suppress, suppressedQuery } from './settings-data.ts'
import { text } from './words.ts'

/** The addresses nothing is sent to, why, and the way back for those that are right again. */
export function SuppressedSection() {
  const found = useQuery(suppressedQuery)
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const role = useRole()
  return (
    <section className="settings-block" aria-label={text.sections.suppressed}>
      <h2>{text.sections.suppressed}</h2>
      <p>{text.suppressedSentence}</p>
      <Loaded query={found} rows={4}>
        {({ addresses }) =>
          addresses.length === 0 ? (
            <p className="empty">{text.noSuppressed}</p>
          ) : (
            <div className="scroll-x">
              <table className="table">
                <thead>
                  <tr>
                    <th>{text.address}</th>
                    <th>{text.reason}</th>
                    <th>{text.since}</th>
                    <td />
                  </tr>
                </thead>
                <tbody>
                  {addresses.map(({ address, reason, detail, at, by }) => (
                    <tr key={address}>
                      <td>{address}</td>
                      <td className="wrap">
                        {text.reasons[reason]}
                        {detail !== null && `: ${detail}`}
                      </td>
                      <td>
                        {readableInstant(at, timeZone)}, {by}
                      </td>
                      <td>
                        {isOffered(role, 'approve-actions') && (
                          <Explained
                            label={text.lift}
                            sentence={text.liftSentence}
                            change={(why: string) => liftSuppression({ address, why })}
                          />
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      {isOffered(role, 'work-customers') && <Suppress />}
    </section>
  )
}

function Suppress() {
  const [address, setAddress] = useState('')
  const [why, setWhy] = useState('')
  const asked = useChange(suppress)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asked.mutate(
      { address: address.trim(), why: why.trim() },
      {
        onSuccess: () => {
          setAddress('')
          setWhy('')
        },
      },
    )
  }
  return (
    <form className="settings-form" aria-label={text.suppress} onSubmit={submit}>
      <h3>{text.suppress}</h3>
      <div className="field-row">
        <TextInput
          size="xs"
          type="email"
          label={text.suppressAddress}
          required
          withAsterisk={false}
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        />
        <TextInput
          size="xs"
          label={text.reason}
          required
          withAsterisk={false}
          maxLength={500}
          value={why}
          onChange={({ currentTarget }) => setWhy(currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={asked.isPending}>
          {text.suppress}
        </Button>
      </div>
      <Refusal error={asked.error} />
    </form>
  )
}
