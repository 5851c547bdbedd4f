import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import {
  FlaskConical,
  House,
  ListChecks,
  type LucideIcon,
  Moon,
  Play,
  Send,
  Sparkles,
  Sun,
  Users,
} from 'lucide-react'
import type { ComponentProps } from 'react'
import type { CompanyView } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { membershipOf, sessionQuery, signOut } from '../data/session.ts'
import { readableDay } from '../format/day.ts'
import { ChooseCompany } from '../sign-in/choose-company.tsx'
import { words } from '../words/words.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { SendingStopped, StopSending } from './stop-sending.tsx'
import { WhoAmI } from './who-am-i.tsx'

type WhoProps = ComponentProps<typeof WhoAmI>

const PAGES: readonly { to: '/' | '/rules' | '/outbox' | '/runs'; title: string; icon: LucideIcon }[] = [
  { to: '/', title: words.frame.nav.home, icon: House },
  { to: '/rules', title: words.frame.nav.rules, icon: ListChecks },
  { to: '/outbox', title: words.frame.nav.outbox, icon: Send },
  { to: '/runs', title: words.frame.nav.runs, icon: Play },
]

/** What stands around every page: the rail of pages, whose books these are and of which day, who is here, and whether anything is sent. */
export function AppFrame({ onSignedOut }: { onSignedOut: () => void }) {
  const session = useQuery(sessionQuery).data
  const leave = useMutation({ mutationFn: signOut, onSettled: onSignedOut })
  // The router has asked who is signed in before it came here.
  if (session === undefined) return null
  const membership = membershipOf(session)
  if (membership === null) return <ChooseCompany session={session} onSignOut={() => leave.mutate()} />
  return <Frame session={session} membership={membership} onSignOut={() => leave.mutate()} />
}

function Frame(who: WhoProps) {
  const company = useQuery(companyQuery).data
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {words.frame.skip}
      </a>
      <nav className="rail" aria-label={words.frame.nav.label}>
        <span className="rail-mark">{words.frame.product}</span>
        {PAGES.map(({ to, title, icon: Icon }) => (
          <Link key={to} to={to} className="rail-link" activeOptions={{ exact: to === '/' }}>
            <Icon size={16} aria-hidden />
            <span>{title}</span>
          </Link>
        ))}
        {isOffered(who.membership.role, 'manage-users') && (
          <Link to="/people" className="rail-link">
            <Users size={16} aria-hidden />
            <span>{words.frame.nav.people}</span>
          </Link>
        )}
      </nav>
      <div className="frame-main">
        <TopBar company={company} who={who} />
        {who.session.demo && (
          <div className="demo-banner" role="status">
            <Sparkles size={14} aria-hidden />
            {words.frame.demo}
          </div>
        )}
        <SendingStopped />
        {company?.mode === 'test' && (
          <div className="test-banner" role="status">
            <FlaskConical size={14} aria-hidden />
            {words.frame.testMode}
          </div>
        )}
        <main id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  )
}

function TopBar({ company, who }: { company: CompanyView | undefined; who: WhoProps }) {
  return (
    <header className="top-bar">
      <strong>{company?.name ?? ''}</strong>
      {company !== undefined && company.entities.length > 0 && (
        <span className="dimmed" title={words.frame.entities(company.entities.map((e) => e.name).join(', '))}>
          {company.entities.map((entity) => `${entity.name} (${entity.currency})`).join(' · ')}
        </span>
      )}
      <span className="top-bar-gap" />
      {company !== undefined && <span>{words.frame.asOf(readableDay(company.asOf))}</span>}
      <WhoAmI {...who} />
      <LanguageSwitch />
      <ColourSwitch />
      <StopSending />
    </header>
  )
}

function ColourSwitch() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const label = scheme === 'dark' ? words.frame.light : words.frame.dark
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
      >
        {scheme === 'dark' ? <Sun size={16} /> : <Moon size={16} />}
      </ActionIcon>
    </Tooltip>
  )
}
