import { ReceivablesError } from '#engine/errors.ts'
import { isLoopbackHost } from './same-machine.ts'

/** On which address of the machine a server listens, and under which people reach it. */
export type OwnAddress = {
  readonly hostname: string
  /** The public address; null when it is the one the server listens on. */
  readonly url: string | null
}

const THIS_MACHINE = '127.0.0.1'
/** Commands of the command line come to 127.0.0.1, so whatever is listened on has to include that. */
const HOSTS: readonly string[] = [THIS_MACHINE, '0.0.0.0', '::']

/**
 * Reads DUNLIN_HOST and DUNLIN_URL. Without them the server answers on this machine only. Other machines are let in only where
 * something in front of the server encrypts what passes between: passwords and sessions travel here.
 */
export function ownAddressOf({
  DUNLIN_HOST: host,
  DUNLIN_URL: url,
}: Readonly<Record<string, string | undefined>>): OwnAddress {
  const hostname = host === undefined || host.trim() === '' ? THIS_MACHINE : host.trim()
  if (!HOSTS.includes(hostname))
    throw new ReceivablesError(
      `Cannot listen on "${hostname}" (DUNLIN_HOST). Give ${THIS_MACHINE} for this machine only, or 0.0.0.0 or :: for every network it is in.`,
    )
  const address = url === undefined || url.trim() === '' ? null : publicAddress(url.trim())
  if (hostname !== THIS_MACHINE && !address?.startsWith('https:'))
    throw new ReceivablesError(
      `Cannot listen on ${hostname} (DUNLIN_HOST) with ${address === null ? 'no DUNLIN_URL' : `the DUNLIN_URL ${address}`}: passwords would travel in the open. Put a server in front that speaks https, and set DUNLIN_URL to the address people open, such as https://dunlin.example.com.`,
    )
  return { hostname, url: address }
}

function publicAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.pathname + url.search + url.hash !== '/'
  )
    throw new ReceivablesError(
      `Cannot use the address "${text}" (DUNLIN_URL). Give the whole address without a path, such as https://dunlin.example.com.`,
    )
  if (url.protocol === 'http:' && !isLoopbackHost(url.host))
    throw new ReceivablesError(
      `Cannot use the address "${text}" (DUNLIN_URL): passwords would travel in the open. Give an https address.`,
    )
  return url.origin
}
