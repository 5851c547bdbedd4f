import { useQuery } from '@tanstack/react-query'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableInstant } from '../format/day.ts'
import { Explained } from '../frame/explained.tsx'
import { approveRequest, declineRequest, type PublishRequest } from './publish-data.ts'
import { publish as text } from './words.ts'

/** What waits for a second person, who asks and why, and the two answers. The server sees to it that it is a second person. */
export function OpenRequest({ request }: { request: PublishRequest }) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const role = useRole()
  return (
    <section className="open-request" aria-label={text.openRequest}>
      <h2>{text.openRequest}</h2>
      <p>
        {text.askedBy(request.requestedBy, readableInstant(request.requestedAt, timeZone))},{' '}
        {text.wants[request.target]}: {request.why}
      </p>
      {request.reasons.length > 0 && (
        <ul>
          {request.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <p className="dimmed">{request.firstRun === 'act-now' ? text.actNow : text.fromNowOn}</p>
      <div className="buttons">
        {isOffered(role, 'approve-rules') && (
          <Explained
            label={text.approve}
            sentence={text.approveSentence}
            change={(why) => approveRequest({ id: request.id, why })}
          />
        )}
        {isOffered(role, 'publish-rules') && (
          <Explained
            label={text.decline}
            sentence={text.declineSentence}
            change={(why) => declineRequest({ id: request.id, why })}
          />
        )}
      </div>
    </section>
  )
}
