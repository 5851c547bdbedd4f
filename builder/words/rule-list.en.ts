import type { RuleState } from '#server/client.ts'

/** The words of the list of rules. */
export const ruleList = {
  filter: 'Show',
  all: 'All',
  withDraft: 'With a draft',
  waiting: 'Wait for a second person',
  states: {
    draft: 'Drafts',
    monitor: 'In monitor mode',
    live: 'Live',
    paused: 'Paused',
    retired: 'Retired',
  } satisfies Record<RuleState, string>,
  search: 'Search rules',
  draftBy: (who: string, when: string) => `Draft by ${who}, ${when}`,
  draft: 'Draft',
  request: (who: string) => `${who} asks a second person to publish it`,
  empty: 'There are no rules yet.',
  none: 'No rule is like that. Choose another filter.',
  start: 'Begin with a template',
}
