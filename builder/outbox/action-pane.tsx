import { ActionIcon } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { ActionView, MessageView } from '#server/client.ts'
import { framePath } from '../data/company-choice.ts'
import { actionQuery, companyQuery } from '../data/queries.ts'
import { readableDay, readableInstant } from '../format/day.ts'
import { exactMoney } from '../format/money.ts'
import { Loaded } from '../frame/loaded.tsx'
import { Reasons } from '../rules/reasons.tsx'
import { ActionStateMark } from '../status/state-mark.tsx'
import { words } from '../words/words.ts'
import { Verdict } from './verdict.tsx'

const text = words.outbox

/** One action: its state, the reasons condition by condition, and the letter as it would arrive. */
export function ActionPane({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useQuery(actionQuery(id))
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const pane = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another action is another pane, and its reader starts at its top.
  useEffect(() => pane.current?.focus(), [id])
  return (
    <aside className="pane" aria-label={text.detail} ref={pane} tabIndex={-1}>
      <ActionIcon
        className="pane-close"
        variant="subtle"
        color="gray"
        aria-label={text.close}
        onClick={onClose}
      >
        <X size={16} />
      </ActionIcon>
      <Loaded query={found} rows={8}>
        {(action) => <Whole action={action} timeZone={timeZone} />}
      </Loaded>
    </aside>
  )
}

function Whole({ action, timeZone }: { action: ActionView; timeZone: string }) {
  return (
    <>
      <h2>
        {action.act.title}: {action.customer.name}
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
        <Letter message={action.message} />
      )}
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
function Letter({ message }: { message: MessageView }) {
  return (
    <>
      <h3>{text.letter}</h3>
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
