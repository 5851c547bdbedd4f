import { useEffect, useState } from 'react'
import type { PresenceView } from '#server/client.ts'
import { client, read, ServerProblemError, UnreachableError } from '../data/client.ts'
import { framePath, inCompany } from '../data/company-choice.ts'
import { newSeed } from './new-step.ts'
import type { Opened } from './open-editor.ts'

/** Somebody else who has this rule open, or oneself in another tab. */
export type OtherHere = PresenceView['others'][number]

/** How often one says that one is still there; the server forgets whoever it has not heard of several times. */
const STILL_HERE_MS = 15_000

/** Keeps an editor up to date with what others do to its rule, for as long as a page shows it; gives who else has it open. */
export function useOthersHere({ editor, autosave }: Opened): readonly OtherHere[] {
  const [others, setOthers] = useState<readonly OtherHere[]>([])
  useEffect(() => {
    const { ruleId } = editor.getState()
    const tab = newSeed()
    const asked = new URLSearchParams({ rule: ruleId, tab })
    const events = new EventSource(framePath(`/api/v1/events?${asked}`))
    const tell = () => void sayWhere({ ruleId, tab, at: editor.getState().selected })
    events.addEventListener('rule', (message: MessageEvent<string>) => {
      // Our own server writes these, in the form of `EventView` and `PresenceView`.
      const event = JSON.parse(message.data) as { subject: { id: string | null } }
      if (event.subject.id === ruleId) void autosave.refresh()
    })
    events.addEventListener('presence', (message: MessageEvent<string>) =>
      setOthers((JSON.parse(message.data) as PresenceView).others),
    )
    // A stream that was cut off comes back by itself; what happened meanwhile is asked for at once.
    events.addEventListener('listening', () => {
      tell()
      void autosave.refresh()
    })
    // While nothing is heard nobody can be said to be there.
    events.addEventListener('error', () => setOthers([]))
    const timer = setInterval(tell, STILL_HERE_MS)
    const unsubscribe = editor.subscribe(({ selected }, before) => {
      if (selected !== before.selected) tell()
    })
    return () => {
      unsubscribe()
      clearInterval(timer)
      events.close()
    }
  }, [editor, autosave])
  return others
}

async function sayWhere({
  ruleId,
  ...where
}: {
  ruleId: string
  tab: string
  at: string | null
}): Promise<void> {
  try {
    const { presence } = client.api.v1.rules[':id']
    await read<PresenceView>(presence.$post({ param: { id: ruleId }, json: where }, inCompany()))
  } catch (error) {
    // Nobody asked for it, so nothing is said: whether the server answers, the next save tells.
    if (!(error instanceof UnreachableError) && !(error instanceof ServerProblemError)) throw error
  }
}
