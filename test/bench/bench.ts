import { parseArgs } from 'node:util'
import { reportInWords } from './report-words.ts'
import { FULL, QUICK, runBench } from './run-bench.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } })

const report = await runBench(values.quick ? QUICK : FULL, (what) => process.stderr.write(`bench: ${what}\n`))
process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : reportInWords(report))
