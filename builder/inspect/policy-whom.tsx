import { Button } from '@mantine/core'
import { X } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Condition } from '#engine/condition.ts'
import { words } from '../words/words.ts'
import { blankLeaf, type DraftCondition } from './draft-condition.ts'
import type { PolicyProps } from './policy-change.ts'

const text = words.inspect.policy

// Most rules are for everybody and need no condition here.
const ConditionEditor = lazy(async () => ({
  default: (await import('./condition-editor.tsx')).ConditionEditor,
}))

/** Whom alone a rule may touch, or whom never, as a condition on the customer. */
export function PolicyWhom({
  which,
  policy,
  catalogue,
  onChange,
  onLeave,
}: PolicyProps & { readonly which: 'audience' | 'exclude' }) {
  const condition = policy[which]
  const set = (next: DraftCondition | undefined, name: string, joins?: string) =>
    // A draft may hold a condition that is not filled in yet; the check keeps it from being published.
    onChange({ [which]: next as Condition | undefined }, name, joins)
  const none = which === 'audience' ? text.audienceNone : text.excludeNone
  return (
    <section className="policy-whom" aria-label={text[which]}>
      <h3>{text[which]}</h3>
      {condition === undefined ? (
        <div className="policy-none">
          <span className="dimmed">{none}</span>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${text[which]}: ${text.narrow}`}
            onClick={() => set({ all: [blankLeaf('c1')] }, text.changed(text[which]))}
          >
            {text.narrow}
          </Button>
        </div>
      ) : (
        <>
          <Suspense fallback={<div className="form-room" aria-busy />}>
            <ConditionEditor
              label={text[which]}
              value={condition}
              path={`policy.${which}`}
              catalogue={catalogue}
              subject="customer"
              onChange={set}
              onLeave={onLeave}
            />
          </Suspense>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<X size={12} aria-hidden />}
            onClick={() => set(undefined, text.changed(text[which]))}
          >
            {none}
          </Button>
        </>
      )}
    </section>
  )
}
