import {
  Bell,
  Building2,
  CalendarClock,
  FileUp,
  Handshake,
  House,
  LibraryBig,
  ListChecks,
  type LucideIcon,
  Merge,
  Newspaper,
  Play,
  Plus,
  ReceiptText,
  Send,
  Settings,
  SquareCheckBig,
  Users,
} from 'lucide-react'
import type { WaitingView } from '#server/client.ts'
import { isOffered, type OfferedAct } from '../data/may.ts'
import type { Role } from '../data/session.ts'
import { words } from '../words/words.ts'

const text = words.frame.nav

/** A page of the rail. */
export type Destination = {
  readonly to:
    | '/'
    | '/rules'
    | '/rules/new'
    | '/customers'
    | '/invoices'
    | '/tasks'
    | '/promises'
    | '/accounts'
    | '/outbox'
    | '/runs'
    | '/templates'
    | '/import'
    | '/alerts'
    | '/reports'
    | '/tomorrow'
    | '/people'
    | '/settings'
  readonly title: string
  readonly icon: LucideIcon
  /** The letter that leads there after `g`. */
  readonly key: string
  /** True for a page that is reached from others and by the search, and has no place in the rail. */
  readonly isAside?: boolean
  /** Who is offered it; everybody where it is left out. */
  readonly act?: OfferedAct
  /** How much waits there. */
  readonly waiting?: (waiting: WaitingView) => number
}

const ALL: readonly Destination[] = [
  { to: '/', title: text.home, icon: House, key: 'h', waiting: ({ unseenAlerts }) => unseenAlerts },
  { to: '/rules', title: text.rules, icon: ListChecks, key: 'r', waiting: (all) => all.publishRequests },
  { to: '/customers', title: text.customers, icon: Building2, key: 'c' },
  { to: '/invoices', title: text.invoices, icon: ReceiptText, key: 'i' },
  { to: '/tasks', title: text.tasks, icon: SquareCheckBig, key: 't', waiting: ({ openTasks }) => openTasks },
  {
    to: '/outbox',
    title: text.outbox,
    icon: Send,
    key: 'o',
    waiting: ({ approvals, unsettled }) => approvals + unsettled,
  },
  { to: '/runs', title: text.runs, icon: Play, key: 'u', waiting: ({ stoppedRuns }) => stoppedRuns },
  { to: '/templates', title: text.library, icon: LibraryBig, key: 'l' },
  { to: '/import', title: text.import, icon: FileUp, key: 'm', act: 'import' },
  { to: '/people', title: text.people, icon: Users, key: 'p', act: 'manage-users' },
  { to: '/settings', title: text.settings, icon: Settings, key: 's' },
  { to: '/rules/new', title: words.gallery.newRule, icon: Plus, key: 'n', act: 'edit-rules', isAside: true },
  { to: '/promises', title: text.promises, icon: Handshake, key: 'y', isAside: true },
  { to: '/accounts', title: text.queue, icon: Merge, key: 'q', isAside: true },
  { to: '/tomorrow', title: text.tomorrow, icon: CalendarClock, key: 'w', isAside: true },
  { to: '/reports', title: text.reports, icon: Newspaper, key: 'd', isAside: true },
  { to: '/alerts', title: text.alerts, icon: Bell, key: 'a', isAside: true },
]

/** The pages somebody in this role is offered, in the order of the rail. */
export function destinationsFor(role: Role): readonly Destination[] {
  return ALL.filter(({ act }) => act === undefined || isOffered(role, act))
}
