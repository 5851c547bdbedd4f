import { Link } from '@tanstack/react-router'
import { text } from './words.ts'

/** The way between the pages of what somebody has to look at. */
export function PageTabs() {
  return (
    <nav className="page-tabs" aria-label={text.pages}>
      <Link to="/alerts" className="page-tab">
        {text.alerts}
      </Link>
      <Link to="/reports" className="page-tab">
        {text.reports}
      </Link>
      <Link to="/tomorrow" className="page-tab">
        {text.tomorrow}
      </Link>
    </nav>
  )
}
