import { Button } from '@mantine/core'
import { chooseCompany } from '../data/company-choice.ts'
import type { Session } from '../data/session.ts'
import { words } from '../words/words.ts'
import { Door } from './door.tsx'

const text = words.door

/** Asks somebody of several companies for which one they work in this tab; tells somebody of none what to do. */
export function ChooseCompany({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  return (
    <Door title={text.chooseCompany}>
      {session.companies.length === 0 ? (
        <p>{text.noCompany(session.user?.email ?? '')}</p>
      ) : (
        <p>{text.chooseCompanySentence}</p>
      )}
      <div className="door-form">
        {session.companies.map(({ id, name, role }) => (
          <Button key={id} variant="default" onClick={() => workFor(id)}>
            {name} ({words.people.roles[role]})
          </Button>
        ))}
      </div>
      <p className="door-links">
        <button type="button" className="row-button" onClick={onSignOut}>
          {words.frame.signOut}
        </button>
      </p>
    </Door>
  )
}

/** Works for another company from here on. The page is loaded anew, so that nothing of the other one stays in it. */
export function workFor(companyId: string): void {
  chooseCompany(companyId)
  window.location.assign('/')
}
