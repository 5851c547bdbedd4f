import { Link, useNavigate } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import type { Opened } from './open-editor.ts'

type Props = {
  readonly opened: Opened
  readonly ruleId: string
  readonly to: '/rules/$ruleId/preview' | '/rules/$ruleId/publish'
  readonly className?: string
  readonly children: ReactNode
}

/** A link to a page that reads the draft from the server: what was changed a moment ago is saved before it is followed. */
export function SavedFirst({ opened, ruleId, to, className, children }: Props) {
  const navigate = useNavigate()
  const params = { ruleId }
  const onClick = (event: MouseEvent) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0
    if (!isPlain || opened.editor.getState().savedState === 'saved') return
    event.preventDefault()
    void opened.autosave.flush().then(() => navigate({ to, params }))
  }
  return (
    <Link to={to} params={params} {...(className === undefined ? {} : { className })} onClick={onClick}>
      {children}
    </Link>
  )
}
