import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { paintFor } from './paint.ts'

export const auditVerifyCommand = defineCommand({
  name: 'audit verify',
  summary: 'make sure that nobody has changed the audit',
  usage: ['audit verify [--company ID] [--data DIR] [--json]'],
  about:
    'Recomputes the chain of every line, and compares the decisions of every run with what its line says. Exit code 1 names the first line that is not as it was written. Keep the last digest in another place: who owns the database could write a whole new chain, but not one that ends in the same.',
  options: {
    company: { type: 'string', value: 'ID', help: 'Only this company (default all).' },
    ...DATA_OPTION,
    ...JSON_OPTION,
  },
  async run(context) {
    const { values, json, out, withDatabase } = context
    return withDatabase(async ({ db }) => {
      const { verifyAudit } = await import('#server/database/audit.ts')
      const { verifyDecisions } = await import('#server/operations/verify-decisions.ts')
      const { companyById, companyIds } = await import('#server/run/company.ts')
      const asked =
        values.company === undefined ? await companyIds(db) : [(await companyById(db, values.company)).id]
      const found = []
      for (const company of asked)
        found.push({
          company,
          ...(await verifyAudit(db, company)),
          decisions: await verifyDecisions(db, company),
        })
      const isWhole = found.every(({ broken, decisions }) => broken === null && decisions.broken === null)
      if (json) out(`${JSON.stringify({ whole: isWhole, companies: found })}\n`)
      else {
        const paint = paintFor(context)
        for (const { company, lines, erased, lastHash, broken, decisions } of found) {
          out(
            broken === null
              ? `${paint.good('whole')}   ${company}: ${lines} lines${erased === 0 ? '' : `, ${erased} with erased words`}, last digest ${lastHash}\n`
              : `${paint.bad('BROKEN')}  ${company}: line ${broken.sequence}: ${broken.found}. The ${lines} lines before it are whole.\n`,
          )
          if (decisions.broken !== null)
            out(
              `${paint.bad('BROKEN')}  ${company}: decisions of the run ${decisions.broken.run}: ${decisions.broken.found}.\n`,
            )
        }
        if (found.length === 0) out('There is no company yet, and so no audit.\n')
      }
      return isWhole ? 0 : 1
    })
  },
})
