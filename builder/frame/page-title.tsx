import { type ReactNode, useEffect } from 'react'
import { messages } from '../messages.ts'

/** The heading of a page, which is also the title of its tab. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${messages.product}`
  }, [title])
  return (
    <div className="page-title">
      <h1>{title}</h1>
      {children}
    </div>
  )
}
