import { ActionIcon } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { ActionView, MessageView } from '#server/client.ts'
import { framePath } from '../data/company-choice.ts'
import { isOffered } from '../data/may.ts'
import { actionQuery, companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableDay, readableInstant } from '../format/day.ts'
import { exactMoney } from '../format/money.ts'
import { Loaded } from '../frame/loaded.tsx'
import { Reasons } from '../rules/reasons.tsx'
import { ActionStateMark } from '../status/state-mark.tsx'
import { actTitle } from '../words/act-title.ts'
import { words } from '../words/words.ts'
import { LetterEditor } from './letter-editor.tsx'
import { isWaiting, Verdict } from './verdict.tsx'

const text = words.outbox

/** One action: its state, the reasons condition by condition, and the letter as it would arrive. */
export function ActionPane({
  id,
  edits,
  onEdit,
  onClose,
}: {
  id: string
  edits: boolean
  onEdit: (edits: boolean) => void
  onClose: () => void
}) {
  const pane = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another action is another pane, and its reader starts at its top.
  useEffect(() => pane.current?.focus(), [id])
  return (
    <aside
      className="pane"
      aria-label={text.detail}
      ref={pane}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && event.target === event.currentTarget) onClose()
      }}
    >
      <ActionIcon
        className="pane-close"
        variant="subtle"
        color="gray"
        aria-label={text.close}
        onClick={onClose}
      >
        <X size={16} />
      </ActionIcon>
      <ActionDetails id={id} editing={{ edits, onEdit }} />
    </aside>
  )
}

type Editing = { readonly edits: boolean; readonly onEdit: (edits: boolean) => void }

/** What the pane shows, wherever it stands: with the values as they were when it was decided. */
export function ActionDetails({ id, editing = null }: { id: string; editing?: Editing | null }) {
  const found = useQuery(actionQuery(id))
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  return (
    <Loaded query={found} rows={8}>
      {(action) => <Whole action={action} timeZone={timeZone} editing={editing} />}
    </Loaded>
  )
}

function Whole({
  action,
  timeZone,
  editing,
}: {
  action: ActionView
  timeZone: string
  editing: Editing | null
}) {
  const mayWord = isOffered(useRole(), 'work-customers') && isWaiting(action.state)
  return (
    <>
      <h2>
        {actTitle(action.act.name)}: {action.customer.name}
      </h2>
      <p>{action.reason}</p>
      <dl className="facts">
        <Fact name={text.state}>
          <ActionStateMark state={action.state} />
          {action.stateReason !== null && <div className="dimmed">{action.stateReason}</div>}
        </Fact>
        {action.amounts.length > 0 && (
          <Fact name={text.amount}>
            {action.amounts.map((amount) => (
              <div key={amount.currency} className="figures">
                {exactMoney(amount)}
              </div>
            ))}
          </Fact>
        )}
        <Fact name={text.rule}>
          <Link to="/rules/$ruleId" params={{ ruleId: action.rule.id }} search={{ step: action.step }}>
            {action.rule.name}
          </Link>
        </Fact>
        <Fact name={text.customer}>
          <Link to="/customers/$customerId" params={{ customerId: action.customer.id }}>
            {action.customer.name}
          </Link>
        </Fact>
        <Fact name={text.when}>{readableDay(action.plannedOn)}</Fact>
        <Fact name={text.decided}>{readableInstant(action.decidedAt, timeZone)}</Fact>
        {action.approvedBy !== null && action.approvedAt !== null && (
          <Fact name={text.approved}>
            {text.approvedBy(action.approvedBy, readableInstant(action.approvedAt, timeZone))}
          </Fact>
        )}
        {action.doneOn !== null && <Fact name={text.done}>{readableDay(action.doneOn)}</Fact>}
      </dl>
      <Verdict key={`${action.id} ${action.state}`} action={action} />
      <h3>{text.reasons}</h3>
      <Reasons because={action.because} />
      {action.message === null ? (
        <p className="dimmed">{text.noLetter}</p>
      ) : (
        <>
          <Letter message={action.message} timeZone={timeZone} />
          {editing !== null && mayWord && action.message.words !== null && (
            <LetterEditor
              key={action.message.id}
              action={action.id}
              message={action.message}
              isOpen={editing.edits}
              onOpen={editing.onEdit}
            />
          )}
        </>
      )}
      {action.otherMessages.map((message) => (
        <Letter key={message.id} message={message} timeZone={timeZone} title={text.otherLetter} />
      ))}
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

/** The letter in a frame of its own that may run nothing, load nothing and follow no link. */
function Letter({
  message,
  timeZone,
  title = text.letter,
}: {
  message: MessageView
  timeZone: string
  title?: string
}) {
  return (
    <>
      <h3>{title}</h3>
      {message.wordedBy !== null && message.wordedAt !== null && (
        <p className="dimmed">
          {text.wordedBy(message.wordedBy, readableInstant(message.wordedAt, timeZone))}
        </p>
      )}
      <dl className="facts">
        <Fact name={text.to}>
          {message.to.map(({ name, address }) => (
            <div key={address}>{name === null ? address : `${name} <${address}>`}</div>
          ))}
        </Fact>
        <Fact name={text.subject}>{message.subject}</Fact>
      </dl>
      {message.htmlPath !== null && (
        <iframe
          className="letter"
          title={text.letterFrame(message.subject)}
          sandbox=""
          src={framePath(message.htmlPath)}
          referrerPolicy="no-referrer"
        />
      )}
      <details>
        <summary>{text.plain}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long letters scroll, and the keyboard must reach them to do so. */}
        <pre className="plain-letter" tabIndex={0}>
          {message.text}
        </pre>
      </details>
    </>
  )
}
