import type { AccountView } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { Explained } from '../frame/explained.tsx'
import { matchAccount, splitAccount } from './customer-changes.ts'
import { customers as customerWords } from './words.ts'

const text = customerWords.account

/** A customer as one system knows them, whom they may be the same as, and the word of a person on it. */
export function AccountLine({ account }: { account: AccountView }) {
  const mayDecide = isOffered(useRole(), 'work-customers')
  const { name, connection, id, taxId, domain, candidates, matchedBy } = account
  return (
    <div>
      <div>
        <strong>{name}</strong>{' '}
        <span className="dimmed">
          {[customerWords.page.accountLine(connection, id), taxId, domain]
            .filter((each) => each !== null)
            .join(' · ')}
        </span>
      </div>
      {matchedBy !== null && <div className="dimmed">{text.decidedBy(matchedBy)}</div>}
      {candidates.map((candidate) => (
        <div key={candidate.id} className="candidate">
          <span>
            {candidate.name} <span className="dimmed">{candidate.why}</span>
          </span>
          {mayDecide && (
            <Explained
              label={text.same(candidate.name)}
              sentence={text.sameSentence}
              change={(why) => matchAccount(account, candidate.id, why)}
            />
          )}
        </div>
      ))}
      {mayDecide && (candidates.length > 0 || account.customer.id !== account.id) && (
        <Explained
          label={text.own}
          sentence={text.ownSentence}
          change={(why) => splitAccount(account, why)}
        />
      )}
    </div>
  )
}
