import { ACTS, type ActName, isActName } from '#engine/acts.ts'
import { words } from './words.ts'

/** What an act is called on the pages; an act this version does not know stands as the rule has it. */
export function actTitle(action: string): string {
  return isActName(action) ? titleOf(action) : action
}

function titleOf(name: ActName): string {
  return words.editing.acts[name]?.title ?? ACTS[name].title
}
