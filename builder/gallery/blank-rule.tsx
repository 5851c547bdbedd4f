import { Button } from '@mantine/core'
import { useChange } from '../data/changes.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'
import { makeRule } from './gallery-data.ts'

const text = words.gallery

/** An empty rule: when it looks, and one case that is to be filled in. */
const BLANK = {
  dunlin: 1,
  name: text.blankName,
  subject: 'customer',
  trigger: { businessDays: 'every', at: '10:30' },
  policy: {},
  steps: [],
}

/** Begins a rule with nothing in it. */
export function BlankRule({ onMade }: { onMade: (ruleId: string, where: 'edit') => void }) {
  const make = useChange(makeRule)
  return (
    <section className="card" aria-label={text.blank}>
      <h3>{text.blank}</h3>
      <p>{text.blankSentence}</p>
      <Refusal error={make.error} />
      <Button
        size="xs"
        variant="default"
        loading={make.isPending}
        onClick={() => make.mutate(BLANK, { onSuccess: (ruleId) => onMade(ruleId, 'edit') })}
      >
        {text.blank}
      </Button>
    </section>
  )
}
