import type { ReactNode } from 'react'
import { PageTitle } from '../frame/page-title.tsx'
import { words } from '../words/words.ts'

/** What stands around the pages one sees before one is signed in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="door">
      <span className="rail-mark">{words.frame.product}</span>
      <PageTitle title={title} />
      {children}
    </main>
  )
}
