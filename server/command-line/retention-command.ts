import { companyById } from '#server/run/company.ts'
import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'

export const retentionCommand = defineCommand({
  name: 'retention',
  summary: 'how long a company keeps decisions and letters',
  usage: ['retention --company ID [--decisions DAYS] [--messages DAYS] [--data DIR] [--json]'],
  about:
    'Without days it says what holds now. With days it sets them, "forever" takes one away; the server removes once a day what is older. Of a run its counts stay, of a letter that it was sent, when and over which amount.',
  options: {
    company: { type: 'string', value: 'ID', help: 'The company it is for.' },
    decisions: {
      type: 'string',
      value: 'DAYS',
      help: 'Keep decisions for so many days (at least 30), or forever.',
    },
    messages: {
      type: 'string',
      value: 'DAYS',
      help: 'Keep texts of letters for so many days (at least 30), or forever.',
    },
    ...DATA_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, clock, actor, json, out, withDatabase }) {
    const { company: companyId, decisions, messages } = values
    if (companyId === undefined) throw new UsageError('Say for which company: --company ID.')
    return withDatabase(async ({ db }) => {
      const { setRetention } = await import('#server/operations/retention.ts')
      const { retentionOf } = await import('#server/operations/retention-settings.ts')
      const { decisionDays, messageDays } = retentionOf((await companyById(db, companyId)).settings)
      const after = {
        decisionDays: daysOf('--decisions', decisions, decisionDays),
        messageDays: daysOf('--messages', messages, messageDays),
      }
      const retention = {
        ...(after.decisionDays !== undefined && { decisionDays: after.decisionDays }),
        ...(after.messageDays !== undefined && { messageDays: after.messageDays }),
      }
      if (decisions !== undefined || messages !== undefined)
        await setRetention(db, { companyId, retention, actor, now: clock.now() })
      if (json) out(`${JSON.stringify({ company: companyId, retention })}\n`)
      else
        out(
          `Decisions are kept ${inWords(after.decisionDays)}, texts of letters ${inWords(after.messageDays)}.\n`,
        )
      return 0
    })
  },
})

function daysOf(option: string, text: string | undefined, before: number | undefined): number | undefined {
  if (text === undefined) return before
  if (text === 'forever') return undefined
  const days = Number(text)
  if (/^\d{2,5}$/.test(text) && days >= 30 && days <= 36_500) return days
  throw new UsageError(`${option} is "${text}". Give a whole number of days from 30 to 36500, or "forever".`)
}

const inWords = (days: number | undefined): string => (days === undefined ? 'for ever' : `for ${days} days`)
