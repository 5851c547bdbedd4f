import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addressFor } from '#server/webhooks/outside-address.ts'
import { postWebhook, webhookSignature } from '#server/webhooks/post-webhook.ts'

const HOST = 'hooks.example.com'
const outside = [{ host: HOST, inside: false }]
const inside = [{ host: HOST, inside: true }]
const NOW = new Date('2026-03-16T15:30:00Z')

describe('where a webhook may go', () => {
  const to = (address: string, allowed = outside) =>
    addressFor(new URL(`https://${HOST}/`), { allowed, resolve: async () => [address] })

  test.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])(
    '%s is on the open internet',
    async (address) => expect(await to(address)).toBe(address),
  )

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.100.100.200',
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fd00:ec2::254',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ])('%s is refused', async (address) => {
    await expect(to(address)).rejects.toThrow('not on the open internet')
  })

  test('an admin may open a host in the own network, and never where clouds keep their secrets', async () => {
    expect(await to('10.1.2.3', inside)).toBe('10.1.2.3')
    expect(await to('::ffff:127.0.0.1', inside)).toBe('::ffff:127.0.0.1')
    for (const address of ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1'])
      await expect(to(address, inside)).rejects.toThrow('not on the open internet')
  })

  test.each([
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://[::ffff:7f00:1]/',
    'https://127.0.0.1/',
  ])('%s is the machine itself, however it is written', async (address) => {
    const url = new URL(address)
    const allowed = [{ host: url.hostname, inside: false }]
    await expect(addressFor(url, { allowed, resolve: async () => [] })).rejects.toThrow(
      'not on the open internet',
    )
  })

  test.each([
    ['http://hooks.example.com/', 'https:// only'],
    ['https://other.example.com/', 'not among the hosts'],
    ['https://hooks.example.com.evil.example/', 'not among the hosts'],
  ])('%s is refused: %s', async (url, why) => {
    await expect(
      addressFor(new URL(url), { allowed: outside, resolve: async () => ['93.184.216.34'] }),
    ).rejects.toThrow(why)
  })

  test('a name with one address inside is refused whole', async () => {
    const resolve = async () => ['93.184.216.34', '127.0.0.1']
    await expect(addressFor(new URL(`https://${HOST}/`), { allowed: outside, resolve })).rejects.toThrow(
      '127.0.0.1',
    )
  })
})

describe('a call', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dunlin-webhook-'))
  const seen: { headers: Record<string, unknown>; body: string; url: string }[] = []
  let server: Server
  let answer: (reply: { status: number; headers?: Record<string, string> } | 'hang up') => void
  let wanted: Parameters<typeof answer>[0] = { status: 200 }
  let ca = ''

  beforeAll(async () => {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`]
    const kind = [
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '3650',
    ]
    execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', certificate], {
      stdio: 'ignore',
    })
    ca = readFileSync(certificate, 'utf8')
    server = createServer({ key: readFileSync(key), cert: ca }, (request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += String(chunk)
      })
      request.on('end', () => {
        seen.push({ headers: request.headers, body, url: request.url ?? '' })
        if (wanted === 'hang up') request.socket.destroy()
        else response.writeHead(wanted.status, wanted.headers ?? {}).end('thanks')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true })
  })
  beforeEach(() => {
    seen.length = 0
    wanted = { status: 200 }
    answer = (reply) => {
      wanted = reply
    }
  })

  const call = (more: Partial<Parameters<typeof postWebhook>[0]> = {}) => {
    const { port } = server.address() as AddressInfo
    return postWebhook({
      url: `https://${HOST}:${port}/late?a=b`,
      body: { customer: 'heron' },
      key: 'action-1',
      secret: 'a secret of the company',
      allowed: inside,
      now: NOW,
      deadlineMs: 5_000,
      resolve: async () => ['127.0.0.1'],
      ca,
      ...more,
    })
  }

  test('is signed, carries its key, and is done when the receiver says so', async () => {
    expect(await call()).toEqual({ result: 'applied', reference: 'action-1' })
    const [got] = seen
    expect(got).toMatchObject({ body: '{"customer":"heron"}', url: '/late?a=b' })
    expect(got?.headers['idempotency-key']).toBe('action-1')
    const seconds = NOW.getTime() / 1000
    const expected = createHmac('sha256', 'a secret of the company')
      .update(`${seconds}.${got?.body}`)
      .digest('hex')
    expect(got?.headers['dunlin-signature']).toBe(`t=${seconds},v1=${expected}`)
    expect(webhookSignature('x', { secret: 'other', now: NOW })).not.toBe(
      webhookSignature('x', { secret: 'a secret of the company', now: NOW }),
    )
  })

  test('follows nobody elsewhere', async () => {
    answer({ status: 302, headers: { location: 'https://169.254.169.254/latest/meta-data/' } })
    expect(await call()).toMatchObject({ result: 'not-applied' })
    expect(seen).toHaveLength(1)
  })

  test('goes to the address that was checked, and looks the name up once', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254']]
    let lookedUp = 0
    const resolve = async () => answers[lookedUp++] ?? []
    expect(await call({ resolve })).toMatchObject({ result: 'applied' })
    expect(lookedUp).toBe(1)
    // Without the admin's word the same address is not called at all.
    expect(await call({ allowed: outside })).toMatchObject({ result: 'not-applied' })
    expect(seen).toHaveLength(1)
  })

  test('that is refused was not done, and one that breaks off may have been', async () => {
    answer({ status: 500 })
    expect(await call()).toEqual({ result: 'not-applied', found: 'It answered 500.' })
    answer('hang up')
    expect(await call()).toMatchObject({ result: 'unknown' })
  })

  test('is not made to somebody whose certificate is another’s, or with more data than a note', async () => {
    expect(await call({ ca: undefined } as never)).toMatchObject({ result: 'not-applied' })
    expect(await call({ body: 'x'.repeat(70_000) })).toMatchObject({ result: 'not-applied' })
    expect(seen).toEqual([])
  })
})
