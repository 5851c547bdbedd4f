import type { ActionState, ActionView } from '#server/client.ts'
import { approveAction, cancelAction, declineAction } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { Explained } from '../frame/explained.tsx'
import { words } from '../words/words.ts'

const text = words.outbox

/** States in which nothing has been tried yet. */
const WAITING: readonly ActionState[] = ['planned', 'awaiting-approval', 'queued']

/** What a person may say to an action that waits: that it is done, that it is not, or not now. */
export function Verdict({ action: { id, state } }: { action: ActionView }) {
  const role = useRole()
  if (!isOffered(role, 'approve-actions') || !WAITING.includes(state)) return null
  return (
    <div className="buttons verdict">
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
    </div>
  )
}
