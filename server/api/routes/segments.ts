import { Hono } from 'hono'
import { z } from 'zod'
import { SUBJECTS } from '#engine/fact-spec.ts'
import {
  listSegments,
  readSegment,
  removeSegment,
  type Segment,
  saveSegment,
  segmentVersions,
} from '#server/rules/segments.ts'
import { companyById } from '#server/run/company.ts'
import { type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { Listing } from '../page.ts'
import { LineAsked, readBody, readQuery, Why } from '../read-request.ts'
import { SegmentSavedView, SegmentsView, SegmentVersionsView, SegmentView } from '../views/segments.ts'

const tag = 'segments'
const Save = z.strictObject({
  name: LineAsked,
  subject: z.enum(SUBJECTS),
  condition: z.record(z.string(), z.unknown()),
  /** The version the changes began from; 0 for a new segment. */
  baseVersion: z
    .int()
    .min(0)
    .max(2 ** 31 - 2),
  why: Why.exactOptional(),
})
const viewSegment = ({ id, name, subject, version, condition }: Segment): SegmentView => ({
  id,
  name,
  subject,
  version,
  condition,
})

export function segmentRoutes({ db, clock, shelf }: ApiServices) {
  return new Hono<ApiEnv>()
    .get(
      '/segments',
      describe({ summary: 'Saved conditions', tag, answer: SegmentsView, table: 'segments' }),
      readQuery(Listing.pick({ format: true })),
      async (c) =>
        c.json({ segments: (await listSegments(db, c.get('principal').companyId)).map(viewSegment) }),
    )
    .get(
      '/segments/:id',
      describe({ summary: 'One saved condition', tag, answer: SegmentView }),
      async (c) => {
        const { companyId } = c.get('principal')
        return c.json(viewSegment(await readSegment(db, { companyId, id: c.req.param('id') })))
      },
    )
    .get(
      '/segments/:id/versions',
      describe({ summary: 'Every version of a saved condition', tag, answer: SegmentVersionsView }),
      async (c) => {
        const { companyId } = c.get('principal')
        const found = await segmentVersions(db, { companyId, id: c.req.param('id') })
        const versions = found.map(({ version, condition, savedAt, savedBy, why }) => ({
          version,
          condition,
          savedAt: savedAt.toISOString(),
          savedBy,
          why,
        }))
        return c.json({ versions })
      },
    )
    .put(
      '/segments/:id',
      describe({
        summary: 'Save a condition under a name; rules that use it get a draft',
        tag,
        answer: SegmentSavedView,
      }),
      readBody(Save),
      async (c) => {
        const { companyId } = c.get('principal')
        const { catalogue } = await shelf.booksOf(await companyById(db, companyId))
        const saved = await saveSegment(db, {
          companyId,
          id: c.req.param('id'),
          ...c.req.valid('json'),
          catalogue,
          actor: actorOf(c),
          now: clock.now(),
        })
        return c.json(saved)
      },
    )
    .delete(
      '/segments/:id',
      describe({
        summary: 'Take a saved condition away that no rule uses',
        tag,
        answer: z.strictObject({ removed: z.literal(true) }),
      }),
      async (c) => {
        const { companyId } = c.get('principal')
        await removeSegment(db, { companyId, id: c.req.param('id'), actor: actorOf(c), now: clock.now() })
        return c.json({ removed: true as const })
      },
    )
}
