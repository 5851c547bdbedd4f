import { DATA_OPTION, defineCommand, JSON_OPTION } from './command.ts'
import { type Finding, findings } from './doctor-checks.ts'
import { type Paint, paintFor } from './paint.ts'
import { oneLine } from './terminal-table.ts'

export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'look for what keeps Dunlin from working',
  usage: ['doctor [--data DIR] [--json]'],
  about: 'Exit code 1 when something fails; warnings do not count.',
  options: { ...DATA_OPTION, ...JSON_OPTION },
  async run(context) {
    const { json, out } = context
    const found = await findings(context)
    if (json) out(`${JSON.stringify({ checks: found })}\n`)
    else {
      const paint = paintFor(context)
      const width = Math.max(...found.map(({ check }) => check.length))
      out(found.map((finding) => findingLine(finding, { paint, width })).join(''))
    }
    return found.some(({ is }) => is === 'fail') ? 1 : 0
  },
})

function findingLine(
  { check, is, found, remedy }: Finding,
  { paint, width }: { paint: Paint; width: number },
): string {
  const mark = is === 'ok' ? paint.good('ok  ') : is === 'warn' ? paint.doubtful('warn') : paint.bad('FAIL')
  const advice = remedy === null ? '' : `${' '.repeat(width + 8)}${paint.strong('Do:')} ${remedy}\n`
  return `${mark}  ${check.padEnd(width)}  ${oneLine(found)}\n${advice}`
}
