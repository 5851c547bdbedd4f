import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type Role, visitDemo } from '../data/session.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'

const text = words.door
const OTHER_ROLES = ['viewer', 'collector', 'author', 'approver'] as const satisfies readonly Role[]

/** One click into the demo. The other roles are there to see what they may do, and that authors do not approve. */
export function DemoVisit({ onDone }: { onDone: () => void }) {
  const visit = useMutation({ mutationFn: visitDemo, onSuccess: onDone })
  return (
    <section className="door-demo" aria-label={text.demoTitle}>
      <p>{text.demoSentence}</p>
      <Button fullWidth loading={visit.isPending} onClick={() => visit.mutate('admin')}>
        {text.demo}
      </Button>
      <p className="dimmed">{text.demoRoles}</p>
      <p className="door-links">
        {OTHER_ROLES.map((role) => (
          <button
            key={role}
            type="button"
            className="row-button"
            disabled={visit.isPending}
            onClick={() => visit.mutate(role)}
          >
            {text.demoAs(words.people.roles[role])}
          </button>
        ))}
      </p>
      <Refusal error={visit.error} />
    </section>
  )
}
