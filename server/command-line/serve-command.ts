import { DATA_OPTION, defineCommand } from './command.ts'
import { UsageError } from './errors.ts'

const DEFAULT_PORT = 3000

export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'start the server and the pages',
  usage: ['serve [--port N] [--data DIR]'],
  about:
    'Brings the database up to this version, loads demo books into an empty one, and serves on this machine only until Ctrl-C. Commands typed meanwhile are carried out by this server.',
  options: {
    ...DATA_OPTION,
    port: { type: 'string', value: 'N', help: `Port on this machine (default PORT, else ${DEFAULT_PORT}).` },
  },
  async run({ values, env, dataDir, clock, out, err, untilStopped }) {
    const port = portOf(values.port, env.PORT)
    // Asked for first, so that a Ctrl-C during the start is not lost.
    const stopped = untilStopped()
    const { serve } = await import('#server/serve.ts')
    const say = (text: string) => out(`${text}\n`)
    try {
      const serving = await serve({ dataDir, env, port, clock, out: say, log: err })
      say(`Dunlin serves on ${serving.url}`)
      await stopped
      await serving.stop()
    } catch (error) {
      throw portTaken(error, port)
    }
    return 0
  },
})

function portOf(option: string | undefined, variable: string | undefined): number {
  const [name, text] = option === undefined ? ['PORT', variable] : ['--port', option]
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port
  throw new UsageError(`${name} is "${text}". Give a port from 1 to 65535, such as ${DEFAULT_PORT}.`)
}

function portTaken(error: unknown, port: number): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  if (error.code === 'EADDRINUSE')
    return new UsageError(
      `Cannot serve on port ${port}: another program has it. Stop that program, or choose another port with --port or PORT.`,
    )
  if (error.code === 'EACCES')
    return new UsageError(
      `Cannot serve on port ${port}: it is reserved for the system. Choose one above 1023 with --port.`,
    )
  return error
}
