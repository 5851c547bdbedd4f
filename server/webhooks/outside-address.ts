import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { ReceivablesError } from '#engine/errors.ts'

/** An address that no webhook may be sent to. */
export class AddressRefusedError extends ReceivablesError {
  override name = 'AddressRefusedError' as const
}

/** A host webhooks may go to; `inside` once an admin has said that it stands in the company's own network. */
export type AllowedHost = { readonly host: string; readonly inside: boolean }

/** Finds the addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** The networks of one's own, which an admin may open for a host. Link-local ones, where clouds keep their secrets, never. */
const OWN_NETWORKS: readonly string[] = ['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']

/** The addresses of a host by the system's own resolver. */
export const resolveHost: Resolve = async (host) => {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

/**
 * The address a webhook is to be sent to, looked up once and checked: whoever connects uses this address and does not look the host
 * up again, so that a name that changes its mind in between leads nowhere. Throws `AddressRefusedError`.
 */
export async function addressFor(
  url: URL,
  { allowed, resolve = resolveHost }: { allowed: readonly AllowedHost[]; resolve?: Resolve },
): Promise<string> {
  if (url.protocol !== 'https:')
    throw new AddressRefusedError(`Cannot call "${url.href}": a webhook goes by https:// only.`)
  const entry = allowed.find(({ host }) => host.toLowerCase() === url.hostname)
  if (entry === undefined)
    throw new AddressRefusedError(
      `Cannot call "${url.hostname}": it is not among the hosts webhooks may go to. An admin adds it in the settings.`,
    )
  const bare = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = isIP(bare) === 0 ? await resolve(bare) : [bare]
  const [first] = addresses
  if (first === undefined) throw new AddressRefusedError(`Cannot call "${url.hostname}": it has no address.`)
  // One address inside is enough to refuse them all: a name that is half outside is a trick or a mistake.
  for (const address of addresses) refuseInside(address, entry)
  return first
}

function refuseInside(address: string, { host, inside }: AllowedHost): void {
  if (!ipaddr.isValid(address))
    throw new AddressRefusedError(`Cannot call "${host}": "${address}" is no address.`)
  // An IPv4 address written as IPv6 is the IPv4 address.
  const range = ipaddr.process(address).range()
  if (range === 'unicast' || (inside && OWN_NETWORKS.includes(range))) return
  throw new AddressRefusedError(
    `Cannot call "${host}": it leads to ${address}, which is not on the open internet (${range}).${OWN_NETWORKS.includes(range) ? ' If it is meant, an admin says so in the settings.' : ''}`,
  )
}
