import { ACTS } from '../acts.ts'
import { canonicalJson } from '../canonical-logic.ts'
import type { Act } from '../rule.ts'
import { countInWords, quoted } from './english-values.ts'

const RECIPIENTS = {
  billing: 'billing',
  escalation: 'escalation',
  executive: 'the executive',
  'account-owner': 'the account owner',
} as const

const RELEASES = {
  cleared: 'until nothing is overdue',
  unmatched: 'until the rule no longer matches',
  'by-hand': 'until a person releases it',
} as const

/** What an act does, in words: `place a credit hold for "30 days overdue" until nothing is overdue (needs approval)`. */
export function englishAct(act: Act): string {
  const remarks = [
    ...(act.approval === 'required' ? ['needs approval'] : []),
    ...(act.every ? [`again every ${countInWords(act.every.days, 'day')}`] : []),
    ...(act.times === undefined ? [] : [`at most ${countInWords(act.times, 'time')}`]),
  ]
  return `${deed(act)}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`
}

function deed({ action, params }: Act): string {
  switch (action) {
    case 'send-email': {
      const { template, to } = ACTS[action].params.parse(params)
      return `send ${quoted(template)} to ${RECIPIENTS[to]}`
    }
    case 'place-credit-hold': {
      const { reason, release } = ACTS[action].params.parse(params)
      return `place a credit hold for ${quoted(reason)} ${RELEASES[release]}`
    }
    case 'release-credit-hold':
      return `release the credit hold for ${quoted(ACTS[action].params.parse(params).reason)}`
    case 'create-task': {
      const { title, dueInDays } = ACTS[action].params.parse(params)
      const due = dueInDays === 0 ? 'due the same day' : `due in ${countInWords(dueInDays, 'day')}`
      return `create the task ${quoted(title)} ${due}`
    }
    case 'add-note':
      return `add the note ${quoted(ACTS[action].params.parse(params).text)}`
    case 'emit-event': {
      const { type, params: details } = ACTS[action].params.parse(params)
      return `report the event ${quoted(type)}${details === undefined ? '' : ` with ${canonicalJson(details)}`}`
    }
  }
}
