import { parseArgs } from 'node:util'
import { benchBuilder } from './builder-bench.ts'
import { builderInWords } from './builder-words.ts'
import { benchNight } from './night-bench.ts'
import { nightInWords, reportInWords } from './report-words.ts'
import { FULL, QUICK, runBench } from './run-bench.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    builder: { type: 'boolean' },
    night: { type: 'boolean' },
  },
})
const size = values.quick ? QUICK : FULL

if (values.builder && size.builder !== null) {
  // The pages alone, for whoever works on them.
  const figures = await benchBuilder(size.builder)
  process.stdout.write(
    values.json ? `${JSON.stringify(figures)}\n` : `${builderInWords(figures).join('\n')}\n`,
  )
} else if (values.night) {
  // A night alone, on the server that DATABASE_URL names.
  const figures = await benchNight(size.night)
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : `${nightInWords(figures).join('\n')}\n`)
} else {
  const report = await runBench(size, (what) => process.stderr.write(`bench: ${what}\n`))
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : reportInWords(report))
}
