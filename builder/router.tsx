import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter } from '@tanstack/react-router'
import { z } from 'zod'
import type { ActionState } from '#server/client.ts'
import { AppFrame } from './frame/app-frame.tsx'
import { Failure, NoPage } from './frame/failure.tsx'
import { HomePage } from './home/home-page.tsx'
import { messages } from './messages.ts'
import { OutboxPage } from './outbox/outbox-page.tsx'
import { RulePage } from './rules/rule-page.tsx'
import { RulesPage } from './rules/rules-page.tsx'
import { RunsPage } from './runs/runs-page.tsx'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: AppFrame,
  errorComponent: ({ error, reset }) => (
    <Failure error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
  ),
  notFoundComponent: NoPage,
})

const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })

const rules = createRoute({ getParentRoute: () => root, path: '/rules', component: RulesPage })

/** The step whose details are shown is part of the address, so it can be sent to a colleague. */
const ruleSearch = z.object({ step: z.string().optional().catch(undefined) })
const rule = createRoute({
  getParentRoute: () => root,
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

const isActionState = (text: string): text is ActionState => Object.hasOwn(messages.outbox.states, text)
const outboxSearch = z.object({
  state: z.string().refine(isActionState).optional().catch(undefined),
  action: z.string().optional().catch(undefined),
})
const outbox = createRoute({
  getParentRoute: () => root,
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

const runs = createRoute({ getParentRoute: () => root, path: '/runs', component: RunsPage })

const routeTree = root.addChildren([home, rules, rule, outbox, runs])

/** The pages of the builder at their addresses. */
export function createAppRouter(queries: QueryClient) {
  return createRouter({ routeTree, context: { queries }, scrollRestoration: true })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
