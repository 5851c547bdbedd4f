import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ServerProblemError, UnreachableError } from '../data/client.ts'
import { words } from '../words/words.ts'

/** What went wrong, in a sentence, and the one thing to do about it. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: (() => void) | undefined }) {
  return (
    <div className="notice" role="alert">
      <strong>{isForbidden(error) ? words.frame.failure.notAllowed : words.frame.failure.title}</strong>
      <p>{sentenceOf(error)}</p>
      <Button size="xs" variant="default" onClick={onRetry ?? (() => window.location.reload())}>
        {words.frame.failure.again}
      </Button>
    </div>
  )
}

/** The page for an address that leads nowhere. */
export function NoPage() {
  return (
    <div className="notice">
      <p>{words.frame.failure.noPage}</p>
      <Link to="/">{words.frame.failure.toHome}</Link>
    </div>
  )
}

function isForbidden(error: Error): boolean {
  return error instanceof ServerProblemError && error.status === 403
}

function sentenceOf(error: Error): string {
  if (error instanceof ServerProblemError) return error.message
  if (error instanceof UnreachableError) return words.frame.failure.unreachable
  return words.frame.failure.unexpected(error.message)
}
