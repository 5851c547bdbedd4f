import type { ReactNode } from 'react'
import './table.css'

/** The few figures a page is about, side by side. */
export function Figures({ children }: { children: ReactNode }) {
  return <dl className="figures-line">{children}</dl>
}

/** One of them under its name. */
export function Figure({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="figure-block">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}
