import { useMutation, useQuery } from '@tanstack/react-query'
import { Outlet, useRouter } from '@tanstack/react-router'
import { FlaskConical, Sparkles } from 'lucide-react'
import { type ComponentProps, lazy, Suspense, useMemo, useState } from 'react'
import { companyQuery } from '../data/queries.ts'
import { membershipOf, sessionQuery, signOut } from '../data/session.ts'
import { ChooseCompany } from '../sign-in/choose-company.tsx'
import { chooseLanguage, LANGUAGES } from '../words/language.ts'
import { words } from '../words/words.ts'
import { CommandPalette } from './command-palette.tsx'
import { destinationsFor } from './destinations.ts'
import { useFrameKeys } from './frame-keys.ts'
import { LANGUAGE_NAMES } from './language-switch.tsx'
import { PageSkeleton } from './page-skeleton.tsx'
import { Rail } from './rail.tsx'
import { SendingStopped } from './stop-sending.tsx'
import { TopBar } from './top-bar.tsx'
import type { WhoAmI } from './who-am-i.tsx'

const text = words.frame

const KeyList = lazy(async () => ({ default: (await import('./key-list.tsx')).KeyList }))

type WhoProps = ComponentProps<typeof WhoAmI>

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
  const [open, setOpen] = useState<'search' | 'keys' | null>(null)
  const router = useRouter()
  const pages = useMemo(() => destinationsFor(who.membership.role), [who.membership.role])
  const goTo = (to: string) => router.history.push(to)
  useFrameKeys({
    goTo(letter) {
      const page = pages.find(({ key }) => key === letter)
      if (page !== undefined) goTo(page.to)
      return page !== undefined
    },
    search: () => setOpen('search'),
    listKeys: () => setOpen('keys'),
  })
  const commands = useMemo(
    () => [
      ...pages.map(({ to, title }) => ({
        label: title,
        hint: text.palette.goTo,
        take: () => router.history.push(to),
      })),
      ...LANGUAGES.map((language) => ({
        label: LANGUAGE_NAMES[language],
        hint: text.palette.language,
        take: () => chooseLanguage(language),
      })),
      { label: text.palette.keyList, hint: text.palette.help, take: () => setOpen('keys') },
    ],
    [pages, router],
  )
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {text.skip}
      </a>
      <Rail role={who.membership.role} />
      <div className="frame-main">
        <TopBar company={company} who={who} onSearch={() => setOpen('search')} />
        <div className="frame-banners">
          {who.session.demo && (
            <div className="demo-banner" role="status">
              <Sparkles size={14} aria-hidden />
              {text.demo}
            </div>
          )}
          <SendingStopped />
          {company?.mode === 'test' && (
            <div className="test-banner" role="status">
              <FlaskConical size={14} aria-hidden />
              {text.testMode}
            </div>
          )}
        </div>
        <main id="content" tabIndex={-1}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Suspense>
        {open === 'search' && (
          <CommandPalette
            commands={commands}
            onRule={(id) => goTo(`/rules/${encodeURIComponent(id)}`)}
            onCustomer={(id) => goTo(`/customers/${encodeURIComponent(id)}`)}
            onInvoice={(number) => goTo(`/invoices?state=all&search=${encodeURIComponent(number)}`)}
            onClose={() => setOpen(null)}
          />
        )}
        {open === 'keys' && <KeyList pages={pages} onClose={() => setOpen(null)} />}
      </Suspense>
    </div>
  )
}
