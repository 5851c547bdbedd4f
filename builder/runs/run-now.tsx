import { Button } from '@mantine/core'
import { useRef } from 'react'
import { runNow, useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { readableCount } from '../format/count.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'

const text = words.runs

/** Starts a run of the published rules. A click that did not come through can be repeated: it is the same run. */
export function RunNow() {
  const role = useRole()
  const run = useChange(runNow)
  const key = useRef<string>(null)
  if (!isOffered(role, 'run-rules')) return null
  const start = () => {
    key.current ??= crypto.randomUUID()
    run.mutate(key.current, {
      onSuccess: () => {
        key.current = null
      },
    })
  }
  return (
    <>
      <Button size="xs" loading={run.isPending} onClick={start}>
        {text.runNow}
      </Button>
      {run.data !== undefined && !run.isPending && (
        <span role="status">
          {text.ran(
            readableCount(run.data.counts.matched),
            readableCount(run.data.counts.actions),
            readableCount(run.data.counts.heldBack),
          )}
        </span>
      )}
      <Refusal error={run.error} />
    </>
  )
}
