import type { ReachedSubject } from './reached-acts.ts'
import type { Act } from './rule.ts'
import type { ReachedAct } from './walk.ts'

/** A subject that an act would be done for at once, though it came to that point before the act did. */
export type PastSubject = { readonly subject: ReachedSubject; readonly repeat: number }

export type PastAct = { readonly act: Act; readonly subjects: readonly PastSubject[] }

/**
 * The subjects already past each act of a rule about to be published (`semantics.md` 3.5): the act is due for them by conditions
 * and history, and it is not what the version before would do for them anyway. For them a person says whether to act now or from
 * now on.
 */
export function alreadyPast(
  draft: readonly ReachedSubject[],
  live: readonly ReachedSubject[] | null,
): PastAct[] {
  const anyway = new Map(
    (live ?? []).map(({ id, acts }) => [
      id,
      new Set(acts.filter(isOnItsWay).map(({ act }) => act.id)) as ReadonlySet<string>,
    ]),
  )
  const past = new Map<string, { act: Act; subjects: PastSubject[] }>()
  for (const subject of draft)
    for (const { act, repeat, status } of subject.acts) {
      if (status !== 'due' || anyway.get(subject.id)?.has(act.id)) continue
      const known = past.get(act.id) ?? { act, subjects: [] }
      past.set(act.id, known)
      known.subjects.push({ subject, repeat })
    }
  return [...past.values()]
}

function isOnItsWay({ status }: ReachedAct): boolean {
  return status === 'due' || status === 'pending'
}
