import { pino } from 'pino'
import { redact, redactText } from './redaction.ts'

/** Without `child`: what a child is bound to would reach the line unseen. */
export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * The log of a server: one JSON object a line. Whatever is handed to it, secrets and personal data are taken out: by the keys
 * they stand under, and in any text by what they look like.
 */
export function createLogger({ level, write }: { level: LogLevel; write: (line: string) => void }): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (object) => redacted(object),
      },
      // `redact` has made a plain object of it already; pino's own would look for a stack.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(given, method) {
          // Pino would take the message of a bare error as it is, with the values of the failed query in it.
          const [first, ...others]: unknown[] = given
          const rest = others.map((each) => redact(each))
          if (first instanceof Error) Reflect.apply(method, this, [{ err: first }, rest[0] ?? first.name])
          else Reflect.apply(method, this, [typeof first === 'string' ? redactText(first) : first, ...rest])
        },
      },
    },
    { write },
  )
}

function redacted(object: object): Record<string, unknown> {
  const result = redact({ ...object })
  // A plain object went in, so a plain object comes out.
  return result as Record<string, unknown>
}
