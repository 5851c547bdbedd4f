import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useChange } from '../data/changes.ts'
import { type Link, newLink, type Person, peopleQuery, takeSecondFactorOff } from '../data/people.ts'
import { companyQuery } from '../data/queries.ts'
import { readableInstant } from '../format/day.ts'
import { Explained } from '../frame/explained.tsx'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'
import { AddPerson } from './add-person.tsx'
import { RemovePerson } from './remove-person.tsx'
import { RoleChange } from './role-change.tsx'

const text = words.people

/** Who may sign in, in which role; adding people and handing them their link. */
export function PeoplePage() {
  return (
    <>
      <PageTitle title={text.title} />
      <PeopleSection />
    </>
  )
}

/** The same as a part of another page. */
export function PeopleSection() {
  const people = useQuery(peopleQuery)
  const [given, setGiven] = useState<{ name: string; link: Link | null } | null>(null)
  return (
    <>
      <Loaded query={people} rows={4}>
        {({ users }) => <PeopleTable people={users} onLink={setGiven} />}
      </Loaded>
      {given !== null && <GivenLink {...given} />}
      <AddPerson onAdded={setGiven} />
    </>
  )
}

type OnLink = (given: { name: string; link: Link }) => void

function PeopleTable({ people, onLink }: { people: readonly Person[]; onLink: OnLink }) {
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th>{text.name}</th>
            <th>{text.email}</th>
            <th>{text.role}</th>
            <th>{text.secondFactor}</th>
            <th>{text.link}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Row key={person.id} person={person} onLink={onLink} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({
  person: { id, name, email, role, hasSecondFactor },
  onLink,
}: {
  person: Person
  onLink: OnLink
}) {
  const made = useChange(newLink)
  return (
    <tr>
      <td>{name}</td>
      <td>{email}</td>
      <td>
        <RoleChange id={id} name={name} role={role} />
      </td>
      <td>
        {hasSecondFactor ? text.on : text.off}
        {hasSecondFactor && (
          <Explained
            label={text.takeOff}
            sentence={text.takeOffSentence(name)}
            change={(why: string) => takeSecondFactorOff({ id, why })}
          />
        )}
      </td>
      <td>
        <button
          type="button"
          className="row-button"
          aria-label={text.newLinkFor(name)}
          disabled={made.isPending}
          onClick={() => made.mutate(id, { onSuccess: (link) => onLink({ name, link }) })}
        >
          {text.newLink}
        </button>
        <Refusal error={made.error} />
      </td>
      <td>
        <RemovePerson id={id} name={name} />
      </td>
    </tr>
  )
}

/** The link to hand on. It is in this page alone: who leaves it makes another. */
function GivenLink({ name, link }: { name: string; link: Link | null }) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  return (
    <div className="given-link" role="status">
      {link === null ? (
        <p>{text.noLink(name)}</p>
      ) : (
        <>
          <p>{text.handOn(name, readableInstant(link.expiresAt, timeZone))}</p>
          <code>{link.url}</code>
        </>
      )}
    </div>
  )
}
