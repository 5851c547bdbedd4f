import { Button } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../data/changes.ts'
import { removePerson } from '../data/people.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'

const text = words.people

/** Takes somebody out of the company, once what comes of it was read. */
export function RemovePerson({ id, name }: { id: string; name: string }) {
  const [asks, setAsks] = useState(false)
  const removed = useChange(removePerson)
  if (!asks)
    return (
      <button
        type="button"
        className="row-button"
        aria-label={text.removeOf(name)}
        onClick={() => setAsks(true)}
      >
        {text.remove}
      </button>
    )
  return (
    <div className="explained wrap">
      <p>{text.removeSentence(name)}</p>
      <Refusal error={removed.error} />
      <div className="buttons">
        <Button size="xs" loading={removed.isPending} onClick={() => removed.mutate(id)}>
          {text.removeOf(name)}
        </Button>
        <Button size="xs" variant="default" onClick={() => setAsks(false)}>
          {text.keep}
        </Button>
      </div>
    </div>
  )
}
