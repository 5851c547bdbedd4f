import type { Membership, Session } from '../data/session.ts'
import { workFor } from '../sign-in/choose-company.tsx'
import { words } from '../words/words.ts'

const text = words.frame

type Props = {
  readonly session: Session
  readonly membership: Membership
  readonly onSignOut: () => void
}

/** Who is signed in, in which role, for which company, and the way out. */
export function WhoAmI({ session, membership, onSignOut }: Props) {
  if (session.user === null) return null
  const { name } = session.user
  const role = words.people.roles[membership.role]
  return (
    <>
      {session.companies.length > 1 && (
        <select
          className="company-select"
          aria-label={text.company}
          value={membership.id}
          onChange={(event) => workFor(event.currentTarget.value)}
        >
          {session.companies.map((company) => (
            <option key={company.id} value={company.id}>
              {company.name}
            </option>
          ))}
        </select>
      )}
      <span className="signed-in">{text.signedInAs(name, role)}</span>
      <button type="button" className="row-button" onClick={onSignOut}>
        {text.signOut}
      </button>
    </>
  )
}
