import type { BecauseLeaf } from '#server/client.ts'
import { TruthMark } from '../status/state-mark.tsx'

/** Why, condition by condition: what was asked, what was found and whether it held. */
export function Reasons({ because }: { because: readonly BecauseLeaf[] }) {
  return (
    <ul className="reasons">
      {because.map((leaf, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a condition may stand twice in a rule, and the list never changes.
        <li key={at}>
          <TruthMark result={leaf.result} />
          <span>{leaf.words}</span>
        </li>
      ))}
    </ul>
  )
}
