import './settings.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { SettingsView } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { settingsQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { PeopleSection } from '../people/people-page.tsx'
import { AccountSection } from './account-section.tsx'
import { CalendarSection } from './calendar-section.tsx'
import { CompanySection } from './company-section.tsx'
import { KeysSection } from './keys-section.tsx'
import { LimitsSection } from './limits-section.tsx'
import { MailSection } from './mail-section.tsx'
import { ModeSection } from './mode-section.tsx'
import { SETTINGS_SECTIONS, type SettingsSection } from './settings-sections.ts'
import { SuppressedSection } from './suppressed-section.tsx'
import { text } from './words.ts'

const FOR_ADMINS: readonly SettingsSection[] = ['people', 'keys']

/** The settings in sections, each with an address of its own. */
export function SettingsPage({ section }: { section: SettingsSection }) {
  const role = useRole()
  const offered = SETTINGS_SECTIONS.filter(
    (each) => !FOR_ADMINS.includes(each) || isOffered(role, 'manage-users'),
  )
  return (
    <>
      <PageTitle title={text.title} />
      <div className="settings">
        <nav aria-label={text.sectionsLabel}>
          <ul className="plain-list">
            {offered.map((each) => (
              <li key={each}>
                <Link
                  to="/settings"
                  search={{ section: each }}
                  className={`rail-link${each === section ? ' active' : ''}`}
                  aria-current={each === section ? 'page' : undefined}
                >
                  {text.sections[each]}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="settings-section">
          <Section section={section} />
        </div>
      </div>
    </>
  )
}

function Section({ section }: { section: SettingsSection }) {
  switch (section) {
    case 'company':
      return <WithSettings>{(settings) => <CompanySection settings={settings} />}</WithSettings>
    case 'mode':
      return <WithSettings>{(settings) => <ModeSection settings={settings} />}</WithSettings>
    case 'calendar':
      return <WithSettings>{(settings) => <CalendarSection settings={settings} />}</WithSettings>
    case 'limits':
      return <WithSettings>{(settings) => <LimitsSection settings={settings} />}</WithSettings>
    case 'mail':
      return <MailSection />
    case 'suppressed':
      return <SuppressedSection />
    case 'people':
      return <PeopleSection />
    case 'keys':
      return <KeysSection />
    case 'account':
      return <AccountSection />
  }
}

function WithSettings({ children }: { children: (settings: SettingsView) => ReactNode }) {
  const settings = useQuery(settingsQuery)
  return (
    <Loaded query={settings} rows={8}>
      {children}
    </Loaded>
  )
}
