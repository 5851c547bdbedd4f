import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useChange } from '../data/changes.ts'
import { companyQuery } from '../data/queries.ts'
import type { Role } from '../data/session.ts'
import { readableInstant } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'
import { type ApiKey, keysQuery, makeKey, revokeKey } from './settings-data.ts'
import { text } from './words.ts'

type Scope = keyof typeof text.acts

const ROLES = Object.keys(words.people.roles).filter((role): role is Role =>
  Object.hasOwn(words.people.roles, role),
)
const SCOPES = Object.keys(text.acts).filter((act): act is Scope => Object.hasOwn(text.acts, act))
const DAY_MS = 86_400_000

/** The keys by which programs use the API; each is shown once, when it is made. */
export function KeysSection() {
  const keys = useQuery(keysQuery)
  return (
    <section className="settings-block" aria-label={text.sections.keys}>
      <h2>{text.sections.keys}</h2>
      <p>{text.keysSentence}</p>
      <Loaded query={keys} rows={3}>
        {(found) =>
          found.keys.length === 0 ? <p className="empty">{text.noKeys}</p> : <KeysTable keys={found.keys} />
        }
      </Loaded>
      <MakeKey />
    </section>
  )
}

function KeysTable({ keys }: { keys: readonly ApiKey[] }) {
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th>{text.keyName}</th>
            <th>{text.keyStart}</th>
            <th>{text.keyRole}</th>
            <th>{text.keyMay}</th>
            <th>{text.keyExpires}</th>
            <th>{text.keyUsed}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, start, role, scopes, expiresAt, lastUsedAt, revokedAt, revokedBy } = apiKey
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const revoked = useChange(revokeKey)
  return (
    <tr>
      <td>{name}</td>
      <td>
        <code>{start}</code>
      </td>
      <td>{words.people.roles[role]}</td>
      <td className="wrap">{scopes.map(scopeWords).join(', ')}</td>
      <td>{readableInstant(expiresAt, timeZone)}</td>
      <td>{lastUsedAt === null ? text.never : readableInstant(lastUsedAt, timeZone)}</td>
      <td>
        {revokedAt === null ? (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={text.revokeOf(name)}
            loading={revoked.isPending}
            onClick={() => revoked.mutate(id)}
          >
            {text.revoke}
          </Button>
        ) : (
          <span className="dimmed">
            {text.revoked(revokedBy ?? '', readableInstant(revokedAt, timeZone))}
          </span>
        )}
        <Refusal error={revoked.error} />
      </td>
    </tr>
  )
}

function scopeWords(scope: string): string {
  const known = SCOPES.find((each) => each === scope)
  return known === undefined ? scope : text.acts[known]
}

function MakeKey() {
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [scopes, setScopes] = useState<readonly Scope[]>(['read'])
  const [days, setDays] = useState('90')
  const made = useChange(makeKey)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // A day is added short of the whole, since a year from now is already more than the year a key may last.
    const expiresAt = new Date(Date.now() + (Number(days) - 1) * DAY_MS).toISOString()
    made.mutate({ name, role, scopes: [...scopes], expiresAt }, { onSuccess: () => setName('') })
  }
  return (
    <form className="settings-form" aria-label={text.newKey} onSubmit={submit}>
      <h3>{text.newKey}</h3>
      <div className="field-row">
        <TextInput
          size="xs"
          label={text.keyName}
          required
          withAsterisk={false}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label={text.keyRole}
          data={ROLES.map((value) => ({ value, label: words.people.roles[value] }))}
          value={role}
          onChange={({ currentTarget: { value } }) =>
            setRole(ROLES.find((each) => each === value) ?? 'viewer')
          }
        />
        <NativeSelect
          size="xs"
          label={text.keyFor}
          data={Object.entries(text.keyDays).map(([value, label]) => ({ value, label }))}
          value={days}
          onChange={({ currentTarget }) => setDays(currentTarget.value)}
        />
      </div>
      <fieldset className="plain-fieldset key-scopes">
        <legend>{text.keyMay}</legend>
        {SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            size="xs"
            label={text.acts[scope]}
            checked={scopes.includes(scope)}
            onChange={({ currentTarget }) => {
              const others = scopes.filter((each) => each !== scope)
              setScopes(currentTarget.checked ? [...others, scope] : others)
            }}
          />
        ))}
      </fieldset>
      <Refusal error={made.error} />
      <div>
        <Button size="xs" type="submit" disabled={scopes.length === 0} loading={made.isPending}>
          {text.newKey}
        </Button>
      </div>
      {made.data !== undefined && (
        <div className="given-link" role="status">
          <p>{text.keyMade}</p>
          <code>{made.data.key}</code>
        </div>
      )}
    </form>
  )
}
