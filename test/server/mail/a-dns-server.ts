import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'

/** A DNS server on this machine that knows these texts by name, and a resolver that asks it and nobody else. */
export async function aDnsServer(
  records: Readonly<Record<string, readonly string[]>>,
): Promise<{ resolver: Resolver; stop: () => Promise<void> }> {
  const socket = createSocket('udp4')
  socket.on('message', (asked, from) => {
    const { name, end } = nameIn(asked)
    socket.send(answerTo(asked.subarray(0, end + 4), records[name] ?? null), from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const resolver = new Resolver({ timeout: 500, tries: 1 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  return { resolver, stop: () => new Promise((resolve) => socket.close(() => resolve())) }
}

function nameIn(asked: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = 12
  while (asked[at] !== 0) {
    const length = asked[at] ?? 0
    labels.push(asked.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}

function answerTo(question: Buffer, texts: readonly string[] | null): Buffer {
  const head = Buffer.from(question)
  // An answer; "no such name" where there is nothing.
  head.writeUInt16BE(texts === null ? 0x8183 : 0x8180, 2)
  head.writeUInt16BE(texts?.length ?? 0, 6)
  head.writeUInt32BE(0, 8)
  const answers = (texts ?? []).map((text) => {
    const data = Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')])
    const answer = Buffer.alloc(12)
    // The name is the one asked about, 12 bytes in; then TXT, Internet, a minute.
    answer.writeUInt16BE(0xc00c, 0)
    answer.writeUInt16BE(16, 2)
    answer.writeUInt16BE(1, 4)
    answer.writeUInt32BE(60, 6)
    answer.writeUInt16BE(data.length, 10)
    return Buffer.concat([answer, data])
  })
  return Buffer.concat([head, ...answers])
}
