import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Circle, CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RulesView } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { agingQuery, rulesQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { words } from '../words/words.ts'

const text = words.home.firstSteps

/** What to do first in a company whose rules do not work yet: the steps, those done with a tick. Nothing once they do. */
export function FirstSteps() {
  const role = useRole()
  const books = useQuery(agingQuery).data
  const rules = useQuery(rulesQuery).data?.rules
  if (books === undefined || rules === undefined || !isOffered(role, 'edit-rules')) return null
  if (rules.some(isAtWork)) return null
  const [draft] = rules
  return (
    <section className="panel">
      <h2>{text.title}</h2>
      <ol className="first-steps">
        <Step isDone={books.lines.length > 0} sentence={text.importSentence}>
          <Link to="/import">{text.import}</Link>
        </Step>
        <Step isDone={draft !== undefined} sentence={text.ruleSentence}>
          <Link to="/rules/new">{text.rule}</Link>
        </Step>
        <Step isDone={false} sentence={text.publishSentence}>
          {draft === undefined ? (
            text.publish
          ) : (
            <Link to="/rules/$ruleId/preview" params={{ ruleId: draft.id }}>
              {text.publish}
            </Link>
          )}
        </Step>
        {isOffered(role, 'manage-settings') && (
          <Step isDone={false} sentence={text.mailSentence}>
            <Link to="/settings" search={{ section: 'mail' }}>
              {text.mail}
            </Link>
          </Step>
        )}
      </ol>
    </section>
  )
}

function isAtWork({ state }: RulesView['rules'][number]): boolean {
  return state === 'live' || state === 'monitor'
}

function Step({ isDone, sentence, children }: { isDone: boolean; sentence: string; children: ReactNode }) {
  const Mark = isDone ? CircleCheck : Circle
  return (
    <li>
      <Mark
        size={16}
        className={isDone ? 'tone-green' : 'dimmed'}
        role="img"
        aria-label={isDone ? text.done : text.open}
      />
      <div>
        <strong>{children}</strong>
        <div className="dimmed">{sentence}</div>
      </div>
    </li>
  )
}
