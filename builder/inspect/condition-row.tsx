import { Checkbox } from '@mantine/core'
import type { FactSpec } from '#engine/fact-spec.ts'
import { readableCount } from '../format/count.ts'
import { words } from '../words/words.ts'
import { useCondition } from './condition-context.ts'
import { moveByKeyboard, type PartProps } from './condition-group.tsx'
import { ConditionMenu } from './condition-menu.tsx'
import { conditionTitle, operatorWords } from './condition-words.ts'
import { CurrencyField } from './currency-field.tsx'
import {
  childPath,
  type DraftCondition,
  type DraftLeaf,
  isRecord,
  replaceInOrUnknown,
  textOf,
  withOrUnknown,
} from './draft-condition.ts'
import { OFFERED, specOf, valueShape, withFact, withOperator } from './draft-leaf.ts'
import { replaceAt } from './edit-condition.ts'
import { FactParams } from './fact-params.tsx'
import { FactPicker } from './fact-picker.tsx'
import { focusField } from './field-problems.ts'
import { ChoiceField } from './fields.tsx'
import { RowsDoor } from './rows-door.tsx'
import { missingData } from './rows-question.ts'
import { compactTally, exactTally } from './tally-words.ts'
import { ValueEditor } from './value-editor.tsx'

const text = words.inspect.condition

type Props = PartProps & { readonly leaf: DraftLeaf; readonly isOrUnknown?: boolean }

/** One condition: what to look at, how it is compared, with what, and of how many it is true today. */
export function ConditionRow(props: Props) {
  const { condition, at, path, leaf, isOrUnknown = false } = props
  const editing = useCondition()
  const { root, catalogue, subject, currency, edit } = editing
  const spec = specOf(leaf, catalogue)
  const own = isOrUnknown ? childPath(path, 'any', 0) : path

  const change = (next: DraftLeaf, isTyping = false) => {
    const part: DraftCondition = isOrUnknown ? replaceInOrUnknown(condition, next) : next
    const after = replaceAt(root, at, part)
    edit(
      after,
      text.changed(conditionTitle(next, { catalogue, subject })),
      isTyping ? { joins: `${own}.value` } : {},
    )
  }
  const params = isRecord(leaf.params) ? leaf.params : {}
  const setParams = (next: Readonly<Record<string, unknown>>, isTyping = false) => {
    const { params: _, ...rest } = leaf
    change({ ...rest, ...(Object.keys(next).length > 0 && { params: next }) }, isTyping)
  }
  const chooseFact = (next: FactSpec) => {
    change(withFact(leaf, next, { before: spec, currency }))
    // Whoever fills in a new condition goes on with what it is compared with.
    if (spec === undefined) focusField(`${own}.value`)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset inside a fieldset inside a fieldset is read out as a ladder of legends.
    <div
      className="condition-row"
      role="group"
      aria-label={conditionTitle(condition, editing)}
      onKeyDown={(event) => moveByKeyboard(event, { root, at, edit })}
    >
      <div className="condition-head">
        <FactPicker
          path={`${own}.fact`}
          value={textOf(leaf.fact)}
          catalogue={catalogue}
          subject={subject}
          onChange={chooseFact}
        />
        <ConditionMenu
          condition={condition}
          at={at}
          {...(spec && canExchange(leaf, spec) && { exchange: exchangeOf(leaf, spec, change) })}
        />
      </div>
      {spec !== undefined && (
        <>
          <div className="condition-values">
            <ChoiceField
              label={text.operator}
              hidesLabel
              path={`${own}.operator`}
              value={textOf(leaf.operator)}
              values={operatorsFor(leaf, spec)}
              onChange={(operator) => change(withOperator(leaf, operator, spec))}
            />
            <ValueEditor
              leaf={leaf}
              spec={spec}
              path={own}
              catalogue={catalogue}
              subject={subject}
              onChange={change}
              onFact={chooseFact}
              onLeave={editing.leave}
            />
            {spec.params?.currency?.required && (
              <CurrencyField
                path={`${own}.params.currency`}
                value={textOf(params.currency)}
                onChange={(next) => change(withCurrency(leaf, next))}
              />
            )}
          </div>
          <FactParams
            spec={spec}
            subject={subject}
            path={`${own}.params`}
            params={params}
            without={spec.params?.currency?.required ? ['currency'] : []}
            onChange={(next) => setParams(next, true)}
          />
          <Figures {...props} own={own} spec={spec} />
        </>
      )}
    </div>
  )
}

/** Of how many the condition is true, of how many nobody can say, and whether those count too. */
function Figures({
  condition,
  leaf,
  place,
  at,
  own,
  spec,
  isOrUnknown = false,
}: Props & { own: string; spec: FactSpec }) {
  const editing = useCondition()
  const { root, catalogue, subject, edit, rowsOf, isStale } = editing
  const tally = editing.tallyOf(isOrUnknown ? childPath(place, 'any', 0) : place)
  const title = conditionTitle(leaf, { catalogue, subject })
  const asksKnown = valueShape(textOf(leaf.operator)) === 'none'
  const mayBeUnknown = (spec.nullable || isOrUnknown) && !asksKnown
  const word = spec.name.startsWith('daysSince') ? text.orNever : text.orUnknown
  return (
    <div className="condition-figures">
      {mayBeUnknown && (
        <Checkbox
          size="xs"
          label={word}
          data-path={isOrUnknown ? own.replace(/\.any\[0\]$/, '.any[1]') : `${own}.orUnknown`}
          checked={isOrUnknown}
          onChange={() =>
            edit(
              replaceAt(root, at, isOrUnknown ? leaf : withOrUnknown(leaf, root)),
              text.changed(isOrUnknown ? title : `${title} ${word}`),
            )
          }
        />
      )}
      <span className="figures-gap" />
      {tally !== null && tally.unknown > 0 && rowsOf !== null && (
        <RowsDoor
          label={text.showUnknown(readableCount(tally.unknown))}
          title={text.rowsMissing}
          question={() => rowsOf(missingData(leaf))}
        >
          <span className={isStale ? 'stale' : 'dashed'}>{text.unknown(readableCount(tally.unknown))}</span>
        </RowsDoor>
      )}
      {tally !== null && rowsOf !== null && (
        <RowsDoor
          label={text.showYes(exactTally(tally))}
          title={text.rowsTitle}
          hint={exactTally(tally)}
          question={() => rowsOf(isOrUnknown ? leaf : condition)}
        >
          <output className={`tally${isStale ? ' stale' : ''}`} data-tally={place}>
            {compactTally(tally)}
          </output>
        </RowsDoor>
      )}
    </div>
  )
}

function operatorsFor(leaf: DraftLeaf, spec: FactSpec): (readonly [string, string])[] {
  const offered: readonly string[] = OFFERED[spec.type]
  const current = textOf(leaf.operator)
  // An operator that is not offered (a decorated one, or a plain list of numbers) is kept as it was written.
  const all = offered.includes(current) || current === '' ? offered : [...offered, current]
  return all.map((operator) => [operator, operatorWords(operator, spec.type)] as const)
}

/** Both sides of a comparison of amounts are in one currency. */
function withCurrency(leaf: DraftLeaf, currency: string): DraftLeaf {
  const params = { ...(isRecord(leaf.params) ? leaf.params : {}), currency }
  const { value } = leaf
  if (!isRecord(value) || !isRecord(value.params) || value.params.currency === undefined)
    return { ...leaf, params }
  return { ...leaf, params, value: { ...value, params: { ...value.params, currency } } }
}

function canExchange(leaf: DraftLeaf, spec: FactSpec): boolean {
  const operator = textOf(leaf.operator)
  return (
    spec.type !== 'boolean' && valueShape(operator) === 'one' && !/startsWith|containsText/.test(operator)
  )
}

function exchangeOf(leaf: DraftLeaf, spec: FactSpec, change: (leaf: DraftLeaf) => void) {
  return isRecord(leaf.value)
    ? {
        label: text.compareValue,
        onExchange: () => change({ ...leaf, value: spec.type === 'boolean' ? true : null }),
      }
    : { label: text.compareFact, onExchange: () => change({ ...leaf, value: { fact: '' } }) }
}
