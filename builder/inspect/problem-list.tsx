import { memo } from 'react'
import type { RuleDocument } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import { focusField } from './field-problems.ts'
import { type Problem, placeName } from './problems.ts'
import type { RuleProblems } from './use-problems.ts'

const text = words.inspect.problems

type Props = {
  readonly rule: RuleDocument
  readonly found: RuleProblems
  readonly onSelect: (id: string) => void
}

/** Everything that keeps a rule from being published, and what should be looked at; one click leads to its field. */
export const ProblemList = memo(function ProblemList({ rule, found, onSelect }: Props) {
  const { problems, isChecking } = found
  const count = problems.filter(({ isWarning }) => !isWarning).length
  const jump = ({ at, path }: Problem) => {
    if (at !== '') onSelect(at)
    focusField(path)
  }
  return (
    <section className="problem-list" aria-label={text.title}>
      <h2>
        {text.title} <span className="dimmed">{problems.length > 0 ? `(${problems.length})` : ''}</span>
      </h2>
      <p className="visually-hidden" role="status">
        {count > 0 ? text.count(count) : isChecking ? text.checking : text.none}
      </p>
      {problems.length === 0 ? (
        <p className="dimmed">{isChecking ? text.checking : text.none}</p>
      ) : (
        <ul className="plain-list">
          {problems.map((problem) => (
            <li key={`${problem.path} ${problem.sentence}`}>
              <button type="button" className="problem" onClick={() => jump(problem)}>
                <span className={problem.isWarning ? 'problem-kind tone-amber' : 'problem-kind tone-red'}>
                  {problem.isWarning ? text.warning : text.problem}
                </span>
                <span className="dimmed">{placeName(rule, problem.at)}</span>
                <span className="problem-sentence">{problem.sentence}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
})
