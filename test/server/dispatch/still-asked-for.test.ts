import { expect, test } from 'vitest'
import { MESSAGE_KINDS } from '#engine/ledger.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { isStillAskedFor } from '#server/dispatch/still-asked-for.ts'
import { aCustomer, aDunningBlock, aLedger, day } from '../../builders.ts'

const SNAPSHOT = takeSnapshot(
  aLedger({
    customers: [
      aCustomer({ id: 'free' }),
      aCustomer({ id: 'blocked' }),
      aCustomer({ id: 'at-law', status: 'legal' }),
      aCustomer({ id: 'inactive', status: 'inactive' }),
      aCustomer({ id: 'ours', internal: true }),
    ],
    blocks: [aDunningBlock({ customerId: 'blocked', from: '2026-03-02' })],
  }),
)

test.each([
  ['free', ['chase', 'statement', 'receipt', 'reply', 'internal']],
  ['blocked', ['receipt', 'reply', 'internal']],
  ['at-law', ['receipt', 'reply', 'internal']],
  ['inactive', ['internal']],
  ['ours', ['internal']],
  ['nobody', []],
])('to a customer who is %s a letter of these kinds may be sent once more: %j', (customerId, expected) => {
  const may = MESSAGE_KINDS.filter((kind) =>
    isStillAskedFor(SNAPSHOT, { customerId, kind, lines: [] }, day('2026-03-16')),
  )
  expect(may).toEqual(expected)
})
