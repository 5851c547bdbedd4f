import { companyById } from '#server/run/company.ts'
import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'

export const eraseCommand = defineCommand({
  name: 'erase',
  summary: 'erase what is known of a person or a customer',
  usage: ['erase --company ID (--customer ID | --contact ID) --why TEXT [--data DIR] [--json]'],
  about:
    'Erases names, addresses, telephone numbers, letters and notes; amounts, days and the chain of the audit stay. It cannot be undone. Erase the person in the accounting system first, or the next import brings them back. Backups made before still hold them.',
  options: {
    company: { type: 'string', value: 'ID', help: 'The company whose data it is.' },
    customer: { type: 'string', value: 'ID', help: 'A customer, with all its contacts.' },
    contact: { type: 'string', value: 'ID', help: 'One person only.' },
    why: { type: 'string', value: 'TEXT', help: 'The reason, for the audit. Do not name the person in it.' },
    ...DATA_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, clock, actor, json, out, withDatabase }) {
    const { company: companyId, customer, contact, why } = values
    if (companyId === undefined || why === undefined || (customer === undefined) === (contact === undefined))
      throw new UsageError(
        'Say whom to erase and why: dunlin erase --company ID --customer ID --why TEXT, or --contact ID for one person.',
      )
    return withDatabase(async ({ db }) => {
      const { erasePersonalData } = await import('#server/operations/erasure.ts')
      await companyById(db, companyId)
      const subject =
        customer === undefined
          ? { type: 'contact' as const, id: contact ?? '' }
          : { type: 'customer' as const, id: customer }
      const report = await erasePersonalData(db, { companyId, subject, actor, now: clock.now(), why })
      if (json) out(`${JSON.stringify({ company: companyId, subject, ...report })}\n`)
      else
        out(
          `Erased the ${subject.type} ${subject.id}: ${report.rows} rows and the words of ${report.auditLines} lines of the audit.\n`,
        )
      return 0
    })
  },
})
