import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  redirect,
  useRouter,
} from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { z } from 'zod'
import type { ActionState } from '#server/client.ts'
import { sessionQuery } from './data/session.ts'
import { AppFrame } from './frame/app-frame.tsx'
import { Failure, NoPage } from './frame/failure.tsx'
import { HomePage } from './home/home-page.tsx'
import { OutboxPage } from './outbox/outbox-page.tsx'
import { PeoplePage } from './people/people-page.tsx'
import { PreviewSearch } from './preview/preview-data.ts'
import { RulePage } from './rules/rule-page.tsx'
import { RulesPage } from './rules/rules-page.tsx'
import { RulesSearch } from './rules/rules-search.ts'
import { RunsPage } from './runs/runs-page.tsx'
import { SETTINGS_SECTIONS } from './settings/settings-sections.ts'
import { FirstAdminPage } from './sign-in/first-admin-page.tsx'
import { SetPasswordPage } from './sign-in/set-password-page.tsx'
import { SignInPage } from './sign-in/sign-in-page.tsx'
import { words } from './words/words.ts'

/** An address among our own pages, so that no link to the sign-in can lead elsewhere after it. */
const OWN_PAGE = /^\/(?![/\\])/
const DOORS: readonly string[] = ['/sign-in', '/first-admin', '/set-password']

// Pages beside the canvas are fetched when somebody goes there, which keeps the first load of the canvas small.
const GalleryPage = lazy(async () => ({ default: (await import('./gallery/gallery-page.tsx')).GalleryPage }))
const PreviewPage = lazy(async () => ({ default: (await import('./preview/preview-page.tsx')).PreviewPage }))
const PublishPage = lazy(async () => ({ default: (await import('./publish/publish-page.tsx')).PublishPage }))
const TemplatesPage = lazy(async () => ({
  default: (await import('./mail-templates/templates-page.tsx')).TemplatesPage,
}))
const AlertsPage = lazy(async () => ({ default: (await import('./report/alerts-page.tsx')).AlertsPage }))
const ReportsPage = lazy(async () => ({ default: (await import('./report/reports-page.tsx')).ReportsPage }))
const TomorrowPage = lazy(async () => ({
  default: (await import('./report/tomorrow-page.tsx')).TomorrowPage,
}))
const SettingsPage = lazy(async () => ({
  default: (await import('./settings/settings-page.tsx')).SettingsPage,
}))
const ImportPage = lazy(async () => ({ default: (await import('./import/import-page.tsx')).ImportPage }))
const VersionsPage = lazy(async () => ({
  default: (await import('./publish/versions-page.tsx')).VersionsPage,
}))

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  errorComponent: ({ error }) => (
    <Failure error={error instanceof Error ? error : new Error(String(error))} />
  ),
  notFoundComponent: NoPage,
})

/** Where everybody is sent who is not signed in; `to` is the page they wanted. */
const signInSearch = z.object({
  to: z.string().regex(OWN_PAGE).optional().catch(undefined),
  error: z.string().max(200).optional().catch(undefined),
})
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: function SignInRoute() {
    const { to, error } = signIn.useSearch()
    const goOn = useFreshStart()
    return <SignInPage serviceError={error} onSignedIn={() => goOn(to ?? '/')} />
  },
})

const firstAdmin = createRoute({
  getParentRoute: () => root,
  path: '/first-admin',
  component: function FirstAdminRoute() {
    const goOn = useFreshStart()
    return <FirstAdminPage token={useToken()} onDone={() => goOn('/')} />
  },
})

const setPassword = createRoute({
  getParentRoute: () => root,
  path: '/set-password',
  component: function SetPasswordRoute() {
    return <SetPasswordPage token={useToken()} />
  },
})

/** Everything that takes somebody who is signed in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  async beforeLoad({ context, location }) {
    const session = await context.queries.ensureQueryData(sessionQuery)
    if (session.user === null) throw redirect({ to: '/sign-in', search: wanting(location.href) })
  },
  component: function InsideRoute() {
    const goOn = useFreshStart()
    return <AppFrame onSignedOut={() => goOn('/sign-in')} />
  },
})

const home = createRoute({ getParentRoute: () => inside, path: '/', component: HomePage })

const rules = createRoute({
  getParentRoute: () => inside,
  path: '/rules',
  validateSearch: RulesSearch,
  component: function RulesRoute() {
    const navigate = rules.useNavigate()
    return (
      <RulesPage search={rules.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />
    )
  },
})

/** Where rules begin; the template whose questions are being answered is part of the address. */
const gallery = createRoute({
  getParentRoute: () => inside,
  path: '/rules/new',
  validateSearch: z.object({ template: z.string().max(200).optional().catch(undefined) }),
  component: function GalleryRoute() {
    const { template } = gallery.useSearch()
    const navigate = gallery.useNavigate()
    return (
      <Suspense>
        <GalleryPage
          chosen={template ?? null}
          onChoose={(next) =>
            void navigate({ search: next === null ? {} : { template: next }, replace: true })
          }
          onMade={(ruleId, where) =>
            void navigate({
              to: where === 'preview' ? '/rules/$ruleId/preview' : '/rules/$ruleId',
              params: { ruleId },
              search: {},
            })
          }
        />
      </Suspense>
    )
  },
})

const preview = createRoute({
  getParentRoute: () => inside,
  path: '/rules/$ruleId/preview',
  validateSearch: PreviewSearch,
  component: function PreviewRoute() {
    const { ruleId } = preview.useParams()
    const navigate = preview.useNavigate()
    return (
      <Suspense>
        <PreviewPage
          key={ruleId}
          id={ruleId}
          search={preview.useSearch()}
          onSearch={(search) => void navigate({ search, replace: true, resetScroll: false })}
        />
      </Suspense>
    )
  },
})

const publish = createRoute({
  getParentRoute: () => inside,
  path: '/rules/$ruleId/publish',
  component: function PublishRoute() {
    const { ruleId } = publish.useParams()
    return (
      <Suspense>
        <PublishPage key={ruleId} id={ruleId} />
      </Suspense>
    )
  },
})

const versions = createRoute({
  getParentRoute: () => inside,
  path: '/rules/$ruleId/versions',
  validateSearch: z.object({ compare: z.number().int().optional().catch(undefined) }),
  component: function VersionsRoute() {
    const { ruleId } = versions.useParams()
    const { compare } = versions.useSearch()
    const navigate = versions.useNavigate()
    return (
      <Suspense>
        <VersionsPage
          id={ruleId}
          compared={compare ?? null}
          onCompare={(next) =>
            void navigate({ search: next === null ? {} : { compare: next }, replace: true })
          }
        />
      </Suspense>
    )
  },
})

/** The step whose details are shown is part of the address, so it can be sent to a colleague. */
const ruleSearch = z.object({ step: z.string().optional().catch(undefined) })
const rule = createRoute({
  getParentRoute: () => inside,
  path: '/rules/$ruleId',
  validateSearch: ruleSearch,
  component: function RuleRoute() {
    const { ruleId } = rule.useParams()
    const { step } = rule.useSearch()
    const navigate = rule.useNavigate()
    return (
      <RulePage
        id={ruleId}
        selected={step ?? null}
        onSelect={(next) => void navigate({ search: next === null ? {} : { step: next }, replace: true })}
      />
    )
  },
})

const isActionState = (text: string): text is ActionState => Object.hasOwn(words.outbox.states, text)
const outboxSearch = z.object({
  state: z.string().refine(isActionState).optional().catch(undefined),
  action: z.string().optional().catch(undefined),
})
const outbox = createRoute({
  getParentRoute: () => inside,
  path: '/outbox',
  validateSearch: outboxSearch,
  component: function OutboxRoute() {
    const { state, action } = outbox.useSearch()
    const navigate = outbox.useNavigate()
    return (
      <OutboxPage
        state={state}
        selected={action ?? null}
        onState={(next) => void navigate({ search: next === undefined ? {} : { state: next } })}
        onSelect={(next) =>
          void navigate({
            search: { ...(state ? { state } : {}), ...(next === null ? {} : { action: next }) },
            replace: true,
          })
        }
      />
    )
  },
})

const runs = createRoute({ getParentRoute: () => inside, path: '/runs', component: RunsPage })

/** The import whose details are shown is part of the address. */
const imports = createRoute({
  getParentRoute: () => inside,
  path: '/import',
  validateSearch: z.object({ import: z.string().max(200).optional().catch(undefined) }),
  component: function ImportRoute() {
    const navigate = imports.useNavigate()
    return (
      <Suspense>
        <ImportPage
          chosen={imports.useSearch().import ?? null}
          onChoose={(next) =>
            void navigate({
              search: next === null ? {} : { import: next },
              replace: true,
              resetScroll: false,
            })
          }
        />
      </Suspense>
    )
  },
})

/** The template and language being read are part of the address. */
const templates = createRoute({
  getParentRoute: () => inside,
  path: '/templates',
  validateSearch: z.object({
    name: z.string().max(80).optional().catch(undefined),
    language: z.string().max(2).optional().catch(undefined),
  }),
  component: function TemplatesRoute() {
    const { name, language = 'en' } = templates.useSearch()
    const navigate = templates.useNavigate()
    return (
      <Suspense>
        <TemplatesPage
          chosen={name === undefined ? null : { name, language }}
          onChoose={(next) => void navigate({ search: next ?? {}, replace: true, resetScroll: false })}
        />
      </Suspense>
    )
  },
})

const alerts = createRoute({
  getParentRoute: () => inside,
  path: '/alerts',
  validateSearch: z.object({ show: z.enum(['open', 'all']).optional().catch(undefined) }),
  component: function AlertsRoute() {
    const navigate = alerts.useNavigate()
    return (
      <Suspense>
        <AlertsPage
          show={alerts.useSearch().show ?? 'open'}
          onShow={(show) => void navigate({ search: show === 'open' ? {} : { show }, replace: true })}
        />
      </Suspense>
    )
  },
})

const reports = createRoute({
  getParentRoute: () => inside,
  path: '/reports',
  validateSearch: z.object({ day: z.iso.date().optional().catch(undefined) }),
  component: function ReportsRoute() {
    const navigate = reports.useNavigate()
    return (
      <Suspense>
        <ReportsPage
          day={reports.useSearch().day ?? null}
          onDay={(day) => void navigate({ search: { day }, replace: true })}
        />
      </Suspense>
    )
  },
})

const tomorrow = createRoute({
  getParentRoute: () => inside,
  path: '/tomorrow',
  validateSearch: z.object({ show: z.enum(['going', 'held-back', 'all']).optional().catch(undefined) }),
  component: function TomorrowRoute() {
    const navigate = tomorrow.useNavigate()
    return (
      <Suspense>
        <TomorrowPage
          show={tomorrow.useSearch().show ?? 'going'}
          onShow={(show) => void navigate({ search: show === 'going' ? {} : { show }, replace: true })}
        />
      </Suspense>
    )
  },
})

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  validateSearch: z.object({ section: z.enum(SETTINGS_SECTIONS).optional().catch(undefined) }),
  component: function SettingsRoute() {
    return (
      <Suspense>
        <SettingsPage section={settings.useSearch().section ?? 'company'} />
      </Suspense>
    )
  },
})

const people = createRoute({ getParentRoute: () => inside, path: '/people', component: PeoplePage })

const routeTree = root.addChildren([
  signIn,
  firstAdmin,
  setPassword,
  inside.addChildren([
    home,
    rules,
    gallery,
    rule,
    preview,
    publish,
    versions,
    outbox,
    runs,
    imports,
    templates,
    alerts,
    reports,
    tomorrow,
    settings,
    people,
  ]),
])

/** Goes to a page with nothing kept of who was signed in before. */
function useFreshStart(): (page: string) => void {
  const router = useRouter()
  return (page) => {
    router.options.context.queries.clear()
    router.history.push(page)
  }
}

/** The token of a one-time link; null when the address has none. It stands behind the #, which browsers send to nobody. */
function useToken(): string | null {
  const { hash } = useRouter().state.location
  return new URLSearchParams(hash).get('token')
}

/** The page somebody wanted, as it stands in the address of the sign-in; Home goes without saying. */
function wanting(page: string): { to?: string } {
  return page === '/' ? {} : { to: page }
}

/** Sends somebody who is not signed in any more to sign in, and back to the page they are on. */
export function toSignIn(router: ReturnType<typeof createAppRouter>): void {
  const { pathname, href } = router.state.location
  // At the door a refusal is part of signing in and is said there.
  if (DOORS.includes(pathname)) return
  router.options.context.queries.removeQueries({ queryKey: sessionQuery.queryKey })
  void router.navigate({ to: '/sign-in', search: wanting(href) })
}

/** The pages of the builder at their addresses. */
export function createAppRouter(queries: QueryClient) {
  return createRouter({ routeTree, context: { queries }, scrollRestoration: true })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
