import { infiniteQueryOptions } from '@tanstack/react-query'
import { HELD_BACK_REASONS, type HeldBackReason } from '#engine/held-back.ts'
import type { DecisionsView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { words } from '../words/words.ts'

const firstPage = (): string | null => null

/** Of whom the latest run of every rule held anything back, for all reasons or one. */
export const heldBackQuery = (asked: { reason?: HeldBackReason; rule?: string; customer?: string }) =>
  infiniteQueryOptions({
    queryKey: ['decisions', 'held back', asked],
    initialPageParam: firstPage(),
    queryFn({ pageParam }) {
      const { reason, ...rest } = asked
      return read<DecisionsView>(
        client.api.v1.decisions.$get(
          {
            query: {
              ...rest,
              latest: 'true',
              heldBack: reason ?? 'any',
              ...(pageParam !== null && { cursor: pageParam }),
              limit: '500',
            },
          },
          inCompany(),
        ),
      )
    },
    getNextPageParam: (page) => page.next,
  })

/** A reason the engine knows; one of an older version it may not know any more. */
export function knownReason(reason: string): HeldBackReason | undefined {
  return HELD_BACK_REASONS.find((each) => each === reason)
}

/** A reason for holding back in the language of the page. */
export function reasonName(reason: string): string {
  const known = knownReason(reason)
  return known === undefined ? reason : words.preview.heldBack[known]
}
