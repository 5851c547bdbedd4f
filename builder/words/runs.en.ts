import type { RunRow } from '#server/client.ts'

/** The words of the runs. */
export const runs = {
  title: 'Runs',
  empty: 'No run yet. Rules run at their time, or when somebody starts them.',
  runNow: 'Run now',
  ran: (matched: string, actions: string, heldBack: string) =>
    `The run is done: ${matched} matched, ${actions} actions, ${heldBack} held back.`,
  open: (day: string) => `Run as of ${day}`,
  back: 'All runs',
  rules: 'What each rule came to',
  rule: 'Rule',
  drawing: (name: string, version: number) => `${name}, version ${version}`,
  who: 'Who came through',
  pickEdge: 'Choose a step in the drawing to see only those who reached it.',
  everybody: 'Everybody the rule matched',
  noMoney: 'This run was made before amounts were kept.',
  nobody: 'Nobody.',
  whatFollowed: 'What followed',
  stopped: 'The run stopped and waits for a person',
  stale: (sources: string) =>
    `The books of ${sources} were too old, so nothing left to the customers in them.`,
  releasedBy: (who: string, when: string) => `Let go on by ${who}, ${when}.`,
  release: 'Let it go on',
  releaseSentence: 'What the run has planned goes on as it would have.',
  discard: 'Discard it',
  discardSentence: 'What the run has planned is cancelled. The rules may ask for it again.',
  actions: 'Its actions',
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
