import type { RunRow } from '#server/client.ts'

/** The words of the runs. */
export const runs = {
  title: 'Runs',
  empty: 'No run yet. Rules run at their time, or when somebody starts them.',
  runNow: 'Run now',
  ran: (matched: string, actions: string, heldBack: string) =>
    `The run is done: ${matched} matched, ${actions} actions, ${heldBack} held back.`,
  started: 'Started',
  asOf: 'As of',
  startedBy: 'Started by',
  state: 'State',
  problem: 'Problem',
  states: {
    running: 'Running',
    stopped: 'Stopped, waits for a person',
    completed: 'Completed',
    failed: 'Failed',
  } satisfies Record<RunRow['state'], string>,
  starters: {
    schedule: 'its time',
    manual: 'a person',
    event: 'an event',
    demo: 'the demo',
    'command-line': 'the command line',
  },
}
