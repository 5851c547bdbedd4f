import type { JSONParsed } from 'hono/utils/types'
import { createClient, type ProblemView } from '#server/client.ts'
import { LANGUAGE } from '../words/language.ts'

/** The server that sent this page. */
export const client = createClient(window.location.origin, LANGUAGE)

/** The server answered that it could not do what was asked, and said why. */
export class ServerProblemError extends Error {
  override name = 'ServerProblemError' as const
  readonly status: number
  /** What is wrong with the fields that were sent, by their paths. */
  readonly problems: ReadonlyMap<string, string>
  constructor({ detail, status, problems = [] }: Pick<ProblemView, 'detail' | 'status' | 'problems'>) {
    super(detail)
    this.status = status
    this.problems = new Map(problems.map(({ path, expected }) => [path, expected]))
  }
}

/** The server could not be reached at all. */
export class UnreachableError extends Error {
  override name = 'UnreachableError' as const
}

/** What the typed client answers for a route that sends `View`: the view as JSON carries it. */
type Answer<View> = { readonly ok: boolean; readonly status: number; json(): Promise<JSONParsed<View>> }

/** The body of an answer, or the problem it states as an error. */
export async function read<View>(asked: Promise<Answer<View>>): Promise<View> {
  const answer = await asked.catch((error: unknown) => {
    throw new UnreachableError('The server does not answer.', { cause: error })
  })
  // Views hold nothing that JSON changes: amounts, days and instants are text in them. The server's tests read every answer
  // back through its schema.
  if (answer.ok) return (await answer.json()) as View
  // Routes that fail answer problem details, which the type of their success does not show.
  const problem = (await answer.json()) as unknown as ProblemView
  throw new ServerProblemError({ ...problem, status: answer.status })
}
