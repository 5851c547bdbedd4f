import { lazy, memo, Suspense, useCallback, useMemo } from 'react'
import { isActName } from '#engine/acts.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { TRIGGER_ID } from '../canvas/graph.ts'
import { type Command, replaceStep, setPolicy, setSubject, setTrigger } from '../edit/commands.ts'
import { findBranch, findStep } from '../edit/step-tree.ts'
import { words } from '../words/words.ts'
import { ActForm } from './act-form.tsx'
import { useCatalogue } from './catalogue.ts'
import { FieldProblems } from './field-problems.ts'
import './inspect.css'
import type { LiveCounts } from './live-counts.ts'
import { pathsById } from './place-of-path.ts'
import { PolicyPanel } from './policy-panel.tsx'
import { compactTally } from './tally-words.ts'
import { TriggerForm } from './trigger-form.tsx'
import type { RuleProblems } from './use-problems.ts'
import { WaitForm } from './wait-form.tsx'

const text = words.inspect

// Conditions are the largest of the forms; they are fetched with the first decision somebody chooses.
const DecideForm = lazy(async () => ({ default: (await import('./decide-form.tsx')).DecideForm }))

type Props = {
  readonly rule: RuleDocument
  /** A step, a branch or the trigger; what nobody chose is the rule itself. */
  readonly selected: string | null
  readonly counts: LiveCounts
  readonly found: RuleProblems
  readonly run: (command: Command) => void
  readonly onSelect: (id: string) => void
  /** Somebody left a field: keystrokes before and after are not undone as one. */
  readonly onLeave: () => void
}

/** The chosen step with everything that can be changed of it; without one, when the rule runs and for whom. */
export const Inspector = memo(function Inspector(props: Props) {
  const { found, ...rest } = props
  const { rule, counts, selected } = rest
  const problems = useMemo(
    () =>
      new Map(
        found.problems
          .filter(({ isWarning }) => !isWarning)
          .toReversed()
          .map(({ path, sentence }) => [path, sentence]),
      ),
    [found.problems],
  )
  const chosen = useMemo(() => chosenOf(rule, selected), [rule, selected])
  return (
    <FieldProblems value={problems}>
      <section className="inspector" aria-label={text.title} aria-keyshortcuts="Enter">
        <h2>{chosen.title}</h2>
        <Form key={chosen.key} {...rest} nextTimes={found.nextTimes} chosen={chosen} />
        {counts.problem !== null && <p className="field-problem">{text.countProblem(counts.problem)}</p>}
        {counts.isPartial && <p className="dimmed inspector-foot">{text.partial}</p>}
        {counts.delta !== null && <p className="dimmed inspector-foot">{deltaWords(counts.delta)}</p>}
      </section>
    </FieldProblems>
  )
})

/** How many more and fewer than the version that acts now. */
function deltaWords({ entering, leaving }: NonNullable<LiveCounts['delta']>): string {
  if (entering.count === 0 && leaving.count === 0) return text.deltaNone
  return text.delta(compactTally(entering), compactTally(leaving))
}

type Chosen = { readonly key: string; readonly title: string; readonly found: ReturnType<typeof findStep> }

type FormProps = Omit<Props, 'found'> & Pick<RuleProblems, 'nextTimes'> & { readonly chosen: Chosen }

/** What is wrong reaches the fields it is about by itself, so that the form is not drawn anew for it. */
const Form = memo(function Form(props: FormProps) {
  const { rule, counts, run, onSelect, onLeave, selected, nextTimes, chosen } = props
  const catalogue = useCatalogue(rule.id)
  const paths = useMemo(() => pathsById(rule), [rule])
  const changePolicy = useCallback(
    (...[changes, name, joins]: Parameters<typeof setPolicy>) => run(setPolicy(changes, name, joins)),
    [run],
  )
  const step = chosen.found?.step
  if (step === undefined)
    return (
      <>
        <TriggerForm
          trigger={rule.trigger}
          subject={rule.subject}
          nextTimes={nextTimes}
          onTrigger={(trigger, name) => run(setTrigger(trigger, name))}
          onSubject={(subject, name) => run(setSubject(subject, name))}
        />
        <details className="policy-fold" open>
          <summary>{text.policy.title}</summary>
          <PolicyPanel
            policy={rule.policy}
            subject={rule.subject}
            catalogue={catalogue}
            onChange={changePolicy}
            onLeave={onLeave}
          />
        </details>
      </>
    )
  const path = paths.get(step.id) ?? ''
  const change = (next: typeof step, name: string, joins?: string) =>
    run(replaceStep(step.id, next, name, joins))
  switch (step.do) {
    case 'act':
      return <ActForm step={step} path={path} onChange={change} onLeave={onLeave} />
    case 'wait':
      return <WaitForm step={step} path={path} onChange={change} onLeave={onLeave} />
    case 'decide':
      return (
        <Suspense fallback={<div className="form-room" aria-busy />}>
          <DecideForm
            step={step}
            path={path}
            rule={rule}
            catalogue={catalogue}
            counts={counts}
            selected={selected ?? step.id}
            run={run}
            onSelect={onSelect}
            onLeave={onLeave}
          />
        </Suspense>
      )
  }
})

function chosenOf(rule: RuleDocument, selected: string | null): Chosen {
  const branch = selected === null ? null : findBranch(rule, selected)
  const found = selected === null ? null : findStep(rule, branch?.decide.id ?? selected)
  if (found === null) return { key: TRIGGER_ID, title: text.trigger.title, found }
  const { step } = found
  const key = step.id
  if (step.do === 'decide')
    return { key, title: branchTitle(branch) ?? step.label ?? text.decide.title, found }
  if (step.do === 'wait') return { key, title: text.wait.title, found }
  return { key, title: isActName(step.action) ? words.engine.acts[step.action] : step.action, found }
}

function branchTitle(found: ReturnType<typeof findBranch>): string | null {
  return found && (found.branch.label ?? text.decide.branch(found.at + 1))
}
