import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { OctagonX } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { resumeSending, stopSending, useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery, settingsQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableInstant } from '../format/day.ts'
import { words } from '../words/words.ts'
import { Explained } from './explained.tsx'
import { Refusal } from './refusal.tsx'

const text = words.frame.sending

/** Stops all sending by two clicks, from every page. Stopping is safe, so its reason may be left out. */
export function StopSending() {
  const settings = useQuery(settingsQuery).data
  const role = useRole()
  const stop = useChange(stopSending)
  const [asks, setAsks] = useState(false)
  const [why, setWhy] = useState('')
  if (settings === undefined || settings.sendingStopped !== null || !isOffered(role, 'stop-sending'))
    return null
  if (!asks)
    return (
      <Button
        size="xs"
        variant="outline"
        color="red"
        leftSection={<OctagonX size={14} aria-hidden />}
        onClick={() => setAsks(true)}
      >
        {text.stop}
      </Button>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    stop.mutate(why.trim() === '' ? text.noReason : why, { onSuccess: () => setAsks(false) })
  }
  return (
    <form className="stop-form" onSubmit={submit}>
      <TextInput
        size="xs"
        aria-label={text.why}
        placeholder={text.why}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      {/* The second click lands where the eye already is, and Enter does the same. */}
      <Button size="xs" color="red" type="submit" autoFocus loading={stop.isPending}>
        {text.stopNow}
      </Button>
      <Button size="xs" variant="default" onClick={() => setAsks(false)}>
        {text.keep}
      </Button>
      <Refusal error={stop.error} />
    </form>
  )
}

/** Says on every page that all sending is stopped, and lets it go on for a reason. */
export function SendingStopped() {
  const settings = useQuery(settingsQuery).data
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const role = useRole()
  if (settings === undefined || settings.sendingStopped === null) return null
  const { at, by } = settings.sendingStopped
  return (
    <div className="stop-banner" role="status">
      <OctagonX size={14} aria-hidden />
      <span>{text.stopped(by, readableInstant(at, timeZone))}</span>
      {isOffered(role, 'resume-sending') && (
        <Explained label={text.resume} change={(why: string) => resumeSending(why)} />
      )}
    </div>
  )
}
