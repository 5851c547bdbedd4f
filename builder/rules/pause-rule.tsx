import type { RuleState } from '#server/client.ts'
import { pauseRule, resumeRule } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { Explained } from '../frame/explained.tsx'
import { words } from '../words/words.ts'

const text = words.rule

/** Pauses a rule that runs, or resumes one that is paused, each for a reason. */
export function PauseRule({ id, state }: { id: string; state: RuleState }) {
  const role = useRole()
  if (!isOffered(role, 'publish-rules')) return null
  if (state === 'live' || state === 'monitor')
    return (
      <Explained label={text.pause} sentence={text.pauseSentence} change={(why) => pauseRule({ id, why })} />
    )
  if (state === 'paused')
    return (
      <Explained
        label={text.resume}
        sentence={text.resumeSentence}
        change={(why) => resumeRule({ id, why })}
      />
    )
  return null
}
