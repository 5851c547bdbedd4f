import { UnreachableError } from '../data/client.ts'
import { words } from '../words/words.ts'

/** Why something that was asked for was not done, beside the button that asked for it. */
export function Refusal({ error }: { error: Error | null }) {
  return (
    <div role="alert" className="refusal-place">
      {error !== null && (
        <p className="refusal">
          {error instanceof UnreachableError ? words.frame.failure.unreachable : error.message}
        </p>
      )}
    </div>
  )
}
