import { isActName } from '#engine/acts.ts'
import { words } from './words.ts'

/** What an act is called on the pages; an act this version does not know stands as the rule has it. */
export function actTitle(action: string): string {
  return isActName(action) ? words.engine.acts[action] : action
}
