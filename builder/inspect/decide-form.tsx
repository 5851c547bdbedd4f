import { ActionIcon, Button } from '@mantine/core'
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Plus, Trash2 } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import type { Condition } from '#engine/condition.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { Branch, Decide, RuleDocument } from '#engine/rule.ts'
import { addBranch, moveBranch, removeBranch, replaceBranch } from '../edit/branch-commands.ts'
import { type Command, replaceStep } from '../edit/commands.ts'
import { words } from '../words/words.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { conditionTitle } from './condition-words.ts'
import { asDraft, type DraftCondition } from './draft-condition.ts'
import { TextField } from './fields.tsx'
import type { LiveCounts } from './live-counts.ts'
import { compactTally, exactTally } from './tally-words.ts'

const text = words.inspect.decide

type Props = {
  readonly step: Decide
  readonly path: string
  readonly rule: RuleDocument
  readonly catalogue: FactCatalogue
  readonly counts: LiveCounts
  /** The decide itself or the branch that is looked at. */
  readonly selected: string
  readonly run: (command: Command) => void
  readonly onSelect: (id: string) => void
  readonly onLeave: () => void
}

/** A decide with its branches in the order in which they are tried; the one that is looked at stands open. */
export function DecideForm(props: Props) {
  const { step, path, counts, selected, run, onLeave } = props
  const open = step.branches.some(({ id }) => id === selected) ? selected : step.branches[0]?.id
  const others = step.otherwise ?? []
  const rest = counts.edges[`${step.id}:otherwise`]
  return (
    <div className="form">
      {selected === step.id && (
        <>
          <TextField
            label={text.label}
            path={`${path}.label`}
            value={step.label ?? ''}
            onChange={(label) =>
              run(replaceStep(step.id, labelled(step, label), text.named(label), `${path}.label`))
            }
            onLeave={onLeave}
          />
          <p className="dimmed">{text.help}</p>
        </>
      )}
      <ol className="branch-list">
        {step.branches.map((branch, at) => (
          <BranchPart {...props} key={branch.id} branch={branch} at={at} isOpen={branch.id === open} />
        ))}
      </ol>
      <div>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Plus size={12} aria-hidden />}
          onClick={() => run(addBranch(step.id))}
        >
          {text.add}
        </Button>
      </div>
      <div className="otherwise">
        <span>{text.otherwise}</span>
        <span className="figures-gap" />
        {rest !== undefined && <Figure tally={rest} isStale={counts.state === 'stale'} />}
        <div className="dimmed">
          {others.length === 0 ? text.otherwiseNone : text.otherwiseSteps(others.length)}
        </div>
      </div>
    </div>
  )
}

type BranchProps = Props & { readonly branch: Branch; readonly at: number; readonly isOpen: boolean }

function BranchPart(props: BranchProps) {
  const { step, path, rule, catalogue, counts, run, onSelect, onLeave, branch, at, isOpen } = props
  const here = `${path}.branches[${at}]`
  const name = branch.label ?? text.branch(at + 1)
  const tally = counts.edges[branch.id]
  const { id } = branch
  const change = useCallback(
    (when: DraftCondition, changed: string, joins?: string) =>
      // A draft may hold a condition that is not filled in yet; the check keeps it from being published.
      run(replaceBranch(id, { ...branch, when: when as Condition }, changed, joins)),
    [run, id, branch],
  )
  const counted = useMemo(() => ({ rule, branchId: id, counts }), [rule, id, counts])
  const Fold = isOpen ? ChevronDown : ChevronRight
  return (
    <li className={isOpen ? 'branch-part open' : 'branch-part'} data-path={here}>
      <div className="branch-head">
        <button
          type="button"
          className="branch-name"
          aria-expanded={isOpen}
          onClick={() => onSelect(isOpen ? step.id : id)}
        >
          <Fold size={14} aria-hidden />
          <span>{name}</span>
        </button>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={text.up(name)}
          disabled={at === 0}
          onClick={() => run(moveBranch(id, at - 1, name))}
        >
          <ArrowUp size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={text.down(name)}
          disabled={at === step.branches.length - 1}
          onClick={() => run(moveBranch(id, at + 1, name))}
        >
          <ArrowDown size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={text.remove(name)}
          onClick={() => run(removeBranch(id, name))}
        >
          <Trash2 size={14} aria-hidden />
        </ActionIcon>
      </div>
      {tally !== undefined && (
        <div className="branch-tally">
          <Figure tally={tally} isStale={counts.state === 'stale'} />
        </div>
      )}
      {isOpen ? (
        <div className="branch-body">
          <TextField
            label={text.branchLabel}
            path={`${here}.label`}
            value={branch.label ?? ''}
            placeholder={text.branch(at + 1)}
            onChange={(label) =>
              run(replaceBranch(id, labelled(branch, label), text.renamed(label), `${here}.label`))
            }
            onLeave={onLeave}
          />
          <ConditionEditor
            value={branch.when}
            path={`${here}.when`}
            catalogue={catalogue}
            subject={rule.subject}
            onChange={change}
            onLeave={onLeave}
            counted={counted}
          />
        </div>
      ) : (
        <p className="dimmed branch-condition">
          {conditionTitle(asDraft(branch.when), { catalogue, subject: rule.subject })}
        </p>
      )}
    </li>
  )
}

function Figure({ tally, isStale }: { tally: LiveCounts['edges'][string]; isStale: boolean }) {
  return (
    <span className={isStale ? 'tally stale' : 'tally'} title={exactTally(tally)}>
      {compactTally(tally)}
    </span>
  )
}

/** The same with another label; an empty one is none. */
function labelled<Part extends { readonly label?: string }>(part: Part, label: string): Part {
  const { label: _, ...rest } = part
  // Only an optional key was taken away.
  return (label === '' ? rest : { ...part, label }) as Part
}
