import { z } from 'zod'
import type { BooksConnector } from '#connectors/connector.ts'

const HoldNow = z.strictObject({ onHold: z.boolean(), mark: z.string() })

/** The connector to the fake accounting system at an address. */
export function fakeBooksConnector(url: string, deadlineMs: number): BooksConnector {
  const signal = () => AbortSignal.timeout(deadlineMs)
  return {
    name: 'the accounting system',
    supports: { 'place-credit-hold': 'native', 'release-credit-hold': 'native' },
    async readHold(customerId) {
      const answer = await fetch(`${url}/holds/${encodeURIComponent(customerId)}`, { signal: signal() })
      return HoldNow.parse(await answer.json())
    },
    async write({ kind, customerId }, { key, expected = '' }) {
      const body = JSON.stringify({ customerId, onHold: kind === 'place-credit-hold', key, expected })
      const answer = await fetch(`${url}/holds`, { method: 'POST', body, signal: signal() })
      const said = await answer.text()
      if (answer.status === 200) return { result: 'applied', reference: key }
      if (answer.status === 409) return { result: 'conflict', found: said }
      if (answer.status === 429) return { result: 'later', found: said }
      return { result: 'unknown', found: `It answered ${answer.status}: ${said}` }
    },
  }
}
