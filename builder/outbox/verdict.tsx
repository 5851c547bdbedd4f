import type { ActionState, ActionView } from '#server/client.ts'
import { approveAction, cancelAction, declineAction } from '../data/changes.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { Explained } from '../frame/explained.tsx'
import { words } from '../words/words.ts'

const text = words.outbox

/** States in which nothing has been tried yet. */
const WAITING: readonly ActionState[] = ['planned', 'awaiting-approval', 'queued']

/** True for an action of which nothing has been tried yet. */
export function isWaiting(state: ActionState): boolean {
  return WAITING.includes(state)
}

/** What a person may say to an action that waits: that it is done, that it is not, not now, or that they have done it themselves. */
export function Verdict({ action: { id, state } }: { action: ActionView }) {
  const role = useRole()
  if (state === 'failed' || state === 'unknown') return <AfterFailure id={id} />
  if (!isWaiting(state)) return null
  return (
    <div className="buttons verdict">
      {isOffered(role, 'approve-actions') && (
        <>
          {state === 'awaiting-approval' && (
            <>
              <Explained
                label={text.approve}
                sentence={text.approveSentence}
                whyIsOptional
                change={(why) => approveAction({ id, why })}
              />
              <Explained
                label={text.decline}
                sentence={text.declineSentence}
                change={(why) => declineAction({ id, why })}
              />
            </>
          )}
          <Explained
            label={text.cancel}
            sentence={text.cancelSentence}
            change={(why) => cancelAction({ id, why })}
          />
        </>
      )}
      <ByHand id={id} />
    </div>
  )
}

/** What a person may do about an action that failed, or of which nobody knows whether it arrived. */
function AfterFailure({ id }: { id: string }) {
  const role = useRole()
  const one = client.api.v1.actions[':id']
  return (
    <div className="buttons verdict">
      {isOffered(role, 'approve-actions') && (
        <Explained
          label={text.retry}
          sentence={text.retrySentence}
          whyIsOptional
          change={(why) =>
            read<ActionView>(one.retry.$post({ param: { id }, json: why === '' ? {} : { why } }, inCompany()))
          }
        />
      )}
      <ByHand id={id} />
    </div>
  )
}

/** Somebody has called, or written by themselves: it counts as the step, and the rule does not repeat it. */
function ByHand({ id }: { id: string }) {
  const byHand = client.api.v1.actions[':id']['done-by-hand']
  if (!isOffered(useRole(), 'work-customers')) return null
  return (
    <Explained
      label={text.byHand}
      sentence={text.byHandSentence}
      change={(why) => read<ActionView>(byHand.$post({ param: { id }, json: { why } }, inCompany()))}
    />
  )
}
