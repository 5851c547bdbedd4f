import type { ReactNode } from 'react'
import { PageTitle } from '../frame/page-title.tsx'
import { messages } from '../messages.ts'

/** What stands around the pages one sees before one is signed in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="door">
      <span className="rail-mark">{messages.product}</span>
      <PageTitle title={title} />
      {children}
    </main>
  )
}
