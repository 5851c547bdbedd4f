import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  redirect,
  useRouter,
} from '@tanstack/react-router'
import { lazy, useCallback } from 'react'
import { z } from 'zod'
import { CustomersSearch } from './customers/customer-data.ts'
import { PromisesSearch } from './customers/promises-search.ts'
import { TimelineSearch } from './customers/timeline-search.ts'
import { sessionQuery } from './data/session.ts'
import { AppFrame } from './frame/app-frame.tsx'
import { Failure, NoPage } from './frame/failure.tsx'
import { InvoicesSearch } from './invoices/invoice-data.ts'
import { OutboxSearch } from './outbox/outbox-search.ts'
import { PreviewSearch } from './preview/preview-search.ts'
import { beginRule, fetchRulePage } from './rules/begin-rule.ts'
import { RulesSearch } from './rules/rules-search.ts'
import { RunSearch } from './runs/run-data.ts'
import { SETTINGS_SECTIONS } from './settings/settings-sections.ts'
import { TasksSearch } from './tasks/task-data.ts'

/** An address among our own pages, so that no link to the sign-in can lead elsewhere after it. */
const OWN_PAGE = /^\/(?![/\\])/
const DOORS: readonly string[] = ['/sign-in', '/first-admin', '/set-password']

// Each page is fetched when somebody goes there, so that the first one anybody opens is there at once.
const SignInPage = lazy(async () => ({ default: (await import('./sign-in/sign-in-page.tsx')).SignInPage }))
const FirstAdminPage = lazy(async () => ({
  default: (await import('./sign-in/first-admin-page.tsx')).FirstAdminPage,
}))
const SetPasswordPage = lazy(async () => ({
  default: (await import('./sign-in/set-password-page.tsx')).SetPasswordPage,
}))
const HomePage = lazy(async () => ({ default: (await import('./home/home-page.tsx')).HomePage }))
const RulesPage = lazy(async () => ({ default: (await import('./rules/rules-page.tsx')).RulesPage }))
const RulePage = lazy(async () => ({ default: (await fetchRulePage()).RulePage }))
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
const OutboxPage = lazy(async () => ({ default: (await import('./outbox/outbox-page.tsx')).OutboxPage }))
const RunsPage = lazy(async () => ({ default: (await import('./runs/runs-page.tsx')).RunsPage }))
const PeoplePage = lazy(async () => ({ default: (await import('./people/people-page.tsx')).PeoplePage }))
const CustomersPage = lazy(async () => ({
  default: (await import('./customers/customers-page.tsx')).CustomersPage,
}))
const CustomerPage = lazy(async () => ({
  default: (await import('./customers/customer-page.tsx')).CustomerPage,
}))
const AccountsPage = lazy(async () => ({
  default: (await import('./customers/accounts-page.tsx')).AccountsPage,
}))
const PromisesPage = lazy(async () => ({
  default: (await import('./customers/promises-page.tsx')).PromisesPage,
}))
const InvoicesPage = lazy(async () => ({
  default: (await import('./invoices/invoices-page.tsx')).InvoicesPage,
}))
const TasksPage = lazy(async () => ({ default: (await import('./tasks/tasks-page.tsx')).TasksPage }))
const RunPage = lazy(async () => ({ default: (await import('./runs/run-page.tsx')).RunPage }))

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
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
      <GalleryPage
        chosen={template ?? null}
        onChoose={(next) => void navigate({ search: next === null ? {} : { template: next }, replace: true })}
        onMade={(ruleId, where) =>
          void navigate({
            to: where === 'preview' ? '/rules/$ruleId/preview' : '/rules/$ruleId',
            params: { ruleId },
            search: {},
          })
        }
      />
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
      <PreviewPage
        key={ruleId}
        id={ruleId}
        search={preview.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true, resetScroll: false })}
      />
    )
  },
})

const publish = createRoute({
  getParentRoute: () => inside,
  path: '/rules/$ruleId/publish',
  component: function PublishRoute() {
    const { ruleId } = publish.useParams()
    return <PublishPage key={ruleId} id={ruleId} />
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
      <VersionsPage
        id={ruleId}
        compared={compare ?? null}
        onCompare={(next) => void navigate({ search: next === null ? {} : { compare: next }, replace: true })}
      />
    )
  },
})

/** The step whose details are shown is part of the address, so it can be sent to a colleague. */
const ruleSearch = z.object({ step: z.string().optional().catch(undefined) })
const rule = createRoute({
  getParentRoute: () => inside,
  path: '/rules/$ruleId',
  validateSearch: ruleSearch,
  beforeLoad: ({ context, params }) => beginRule(context.queries, params.ruleId),
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

const outbox = createRoute({
  getParentRoute: () => inside,
  path: '/outbox',
  validateSearch: OutboxSearch,
  component: function OutboxRoute() {
    const navigate = outbox.useNavigate()
    return (
      <OutboxPage
        search={outbox.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true, resetScroll: false })}
      />
    )
  },
})

const customers = createRoute({
  getParentRoute: () => inside,
  path: '/customers',
  validateSearch: CustomersSearch,
  component: function CustomersRoute() {
    const navigate = customers.useNavigate()
    const onSearch = useCallback(
      (search: CustomersSearch) => void navigate({ search, replace: true, resetScroll: false }),
      [navigate],
    )
    return (
      <CustomersPage
        search={customers.useSearch()}
        onSearch={onSearch}
        onOpen={(customerId) => void navigate({ to: '/customers/$customerId', params: { customerId } })}
      />
    )
  },
})

const customer = createRoute({
  getParentRoute: () => inside,
  path: '/customers/$customerId',
  validateSearch: TimelineSearch,
  component: function CustomerRoute() {
    const { customerId } = customer.useParams()
    const navigate = customer.useNavigate()
    return (
      <CustomerPage
        key={customerId}
        id={customerId}
        search={customer.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true, resetScroll: false })}
      />
    )
  },
})

const accounts = createRoute({
  getParentRoute: () => inside,
  path: '/accounts',
  validateSearch: z.object({ all: z.boolean().optional().catch(undefined) }),
  component: function AccountsRoute() {
    const navigate = accounts.useNavigate()
    return (
      <AccountsPage
        isAll={accounts.useSearch().all === true}
        onAll={(all) => void navigate({ search: all ? { all } : {}, replace: true })}
      />
    )
  },
})

const promises = createRoute({
  getParentRoute: () => inside,
  path: '/promises',
  validateSearch: PromisesSearch,
  component: function PromisesRoute() {
    const navigate = promises.useNavigate()
    return (
      <PromisesPage
        search={promises.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true })}
      />
    )
  },
})

const invoices = createRoute({
  getParentRoute: () => inside,
  path: '/invoices',
  validateSearch: InvoicesSearch,
  component: function InvoicesRoute() {
    const navigate = invoices.useNavigate()
    const onSearch = useCallback(
      (search: InvoicesSearch) => void navigate({ search, replace: true, resetScroll: false }),
      [navigate],
    )
    return <InvoicesPage search={invoices.useSearch()} onSearch={onSearch} />
  },
})

const tasks = createRoute({
  getParentRoute: () => inside,
  path: '/tasks',
  validateSearch: TasksSearch,
  component: function TasksRoute() {
    const navigate = tasks.useNavigate()
    return (
      <TasksPage search={tasks.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />
    )
  },
})

const run = createRoute({
  getParentRoute: () => inside,
  path: '/runs/$runId',
  validateSearch: RunSearch,
  component: function RunRoute() {
    const { runId } = run.useParams()
    const navigate = run.useNavigate()
    return (
      <RunPage
        key={runId}
        id={runId}
        search={run.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true, resetScroll: false })}
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
      <TemplatesPage
        chosen={name === undefined ? null : { name, language }}
        onChoose={(next) => void navigate({ search: next ?? {}, replace: true, resetScroll: false })}
      />
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
      <AlertsPage
        show={alerts.useSearch().show ?? 'open'}
        onShow={(show) => void navigate({ search: show === 'open' ? {} : { show }, replace: true })}
      />
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
      <ReportsPage
        day={reports.useSearch().day ?? null}
        onDay={(day) => void navigate({ search: { day }, replace: true })}
      />
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
      <TomorrowPage
        show={tomorrow.useSearch().show ?? 'going'}
        onShow={(show) => void navigate({ search: show === 'going' ? {} : { show }, replace: true })}
      />
    )
  },
})

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  validateSearch: z.object({ section: z.enum(SETTINGS_SECTIONS).optional().catch(undefined) }),
  component: function SettingsRoute() {
    return <SettingsPage section={settings.useSearch().section ?? 'company'} />
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
    people,
    customers,
    customer,
    accounts,
    promises,
    invoices,
    tasks,
    run,
    imports,
    templates,
    alerts,
    reports,
    tomorrow,
    settings,
  ]),
])

/** What stands in the place of a page that failed: the frame around it goes on, and edits are where they were kept. */
function PageFailure({ error, reset }: ErrorComponentProps) {
  return <Failure error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
}

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

/**
 * Asks for what the page at the address in the browser needs, before it is known who is there and anything is drawn. To somebody who
 * is not signed in the server says no more than that.
 */
export function beginPage(router: ReturnType<typeof createAppRouter>): void {
  const { queries } = router.options.context
  void queries.prefetchQuery(sessionQuery)
  const page = router.matchRoutes(router.latestLocation).at(-1)
  if (page?.routeId === rule.id) beginRule(queries, page.params.ruleId)
}

/** The pages of the builder at their addresses. */
export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    scrollRestoration: true,
    defaultErrorComponent: PageFailure,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
