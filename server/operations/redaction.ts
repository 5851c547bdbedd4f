/** What stands in a log where something was taken out. */
export const REDACTED = '[redacted]'

/** Keys whose values are secrets or personal data, in small letters without hyphens and underscores. */
const PRIVATE_KEYS = new Set([
  ...['authorization', 'proxyauthorization', 'cookie', 'cookies', 'setcookie', 'credentials', 'passphrase'],
  ...[
    'email',
    'mail',
    'phone',
    'address',
    'street',
    'iban',
    'taxid',
    'recipient',
    'contact',
    'to',
    'cc',
    'bcc',
  ],
  ...['subjectline', 'html', 'text', 'body', 'params', 'parameters', 'detail', 'user', 'customer'],
])

/** Endings that make any key private: `accessToken`, `customerName`, `billingEmail`, `apiKey`. */
const PRIVATE_ENDING = /(token|secret|password|name|email|apikey|otp)$/

/** A log line is for a person; what is longer is cut, so that no text can make the search for secrets slow. */
const LONGEST_TEXT = 4000

const DEEPEST = 6

/** Takes secrets and addresses out of a text, wherever they stand in it. */
export function redactText(text: string): string {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
  return (
    cut
      .replace(
        /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@"']{1,200}@/gi,
        (found) => `${found.split('//')[0]}//${REDACTED}@`,
      )
      .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{4,}/gi, `$1 ${REDACTED}`)
      .replace(/\b(password|token|secret|code|state)=[^&\s"']+/gi, `$1=${REDACTED}`)
      .replace(/[^\s@<>"'(),;:[\]\\]{1,64}@[^\s@<>"'(),;:[\]\\]{1,190}\.[\p{L}\d-]{2,40}/gu, '[e-mail]')
      // Keys of ours, of mail services and of Stripe's kind, and whatever is as long as a random token.
      .replace(/\b(dk|sk|pk|re|rk|whsec)_[\w-]{6,}/g, '[token]')
      .replace(/[\w-]{40,}/g, '[token]')
  )
}

/** A copy of a value for the log: private keys blanked, texts searched, errors without what a query was given. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (value instanceof Error) return redactError(value, depth)
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (depth >= DEEPEST) return '[deeper]'
  if (Array.isArray(value)) return value.slice(0, 50).map((each) => redact(each, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      isPrivate(key) && each != null ? REDACTED : redact(each, depth + 1),
    ]),
  )
}

function isPrivate(key: string): boolean {
  const plain = key.toLowerCase().replaceAll(/[-_]/g, '')
  return PRIVATE_KEYS.has(plain) || PRIVATE_ENDING.test(plain)
}

/** What drivers add to an error (the query's values, "Key (email)=(...)") holds rows of the database and is left out. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const stack = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 20)
    .join('\n')
  return {
    type: error.name,
    message: redactText(withoutParams(error.message)),
    ...('code' in error && { code: redact(error.code) }),
    stack,
    ...(error instanceof AggregateError &&
      depth < DEEPEST && {
        errors: error.errors.map((each: unknown) => redact(each, depth + 1)),
      }),
    ...(error.cause !== undefined && depth < DEEPEST && { cause: redact(error.cause, depth + 1) }),
  }
}

function withoutParams(message: string): string {
  const at = message.indexOf('\nparams:')
  return at === -1 ? message : message.slice(0, at)
}
