import { type ReactNode, useEffect } from 'react'
import { words } from '../words/words.ts'

/** The heading of a page, which is also the title of its tab. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${words.frame.product}`
  }, [title])
  return (
    <div className="page-title">
      <h1>{title}</h1>
      {children}
    </div>
  )
}
