import { BlockList, isIP } from 'node:net'
import { MailSenderInvalidError } from './errors.ts'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8)
LOOPBACK.addAddress('::1', 'ipv6')

/** True for a name or number of this very machine. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  const family = isIP(bare)
  if (family === 0) return bare === 'localhost'
  return LOOPBACK.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}

/** Refuses a service address that would carry keys and letters in the clear. */
export function assertServiceUrl(url: string): void {
  const { protocol, hostname, username, password } = new URL(url)
  if (username !== '' || password !== '')
    throw new MailSenderInvalidError('The address of the service holds a user or a password. Leave them out.')
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname)))
    throw new MailSenderInvalidError(
      `Cannot send by ${url}: it is not encrypted. Give an address that begins with https://.`,
    )
}

/** Refuses a mail server that is spoken to in the clear, unless it is on this machine. */
export function assertServerIsEncrypted({ host, security }: { host: string; security: string }): void {
  if (!/^[A-Za-z0-9.:[\]-]{1,253}$/.test(host))
    throw new MailSenderInvalidError(
      `Cannot send by "${host.slice(0, 100)}": it is not the name of a server. Give one, such as smtp.example.com.`,
    )
  if (security === 'none' && !isLoopback(host))
    throw new MailSenderInvalidError(
      `Cannot send by ${host} without encryption. Choose "starttls" (port 587) or "tls" (port 465).`,
    )
}
