import { queryOptions } from '@tanstack/react-query'
import type { RuleDocument } from '#engine/rule.ts'
import type {
  AskedView,
  DraftView,
  ImpactView,
  PublishedView,
  PublishRequestsView,
  VersionsView,
} from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { documentOf } from '../preview/preview-data.ts'

const api = client.api.v1

/** What a rule goes to: decided and recorded only, or acting. */
export type Target = 'monitor' | 'live'
/** What becomes of those who are past its acts already. */
export type FirstRun = 'from-now-on' | 'act-now'
export type PublishRequest = PublishRequestsView['requests'][number]
export type Group = ImpactView['newlyTouched']

/** What publishing the draft would change today, and who has to look at it. */
export const impactQuery = (id: string, document: RuleDocument, target: Target) =>
  queryOptions({
    queryKey: ['rules', id, 'impact', document, target],
    queryFn: () =>
      read<ImpactView>(
        api.rules[':id'].impact.$post(
          { param: { id }, json: { document: { ...document }, target } },
          inCompany(),
        ),
      ),
  })

/** Every published version, the latest first. */
export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['rules', id, 'versions'],
    queryFn: () =>
      read<VersionsView>(api.rules[':id'].versions.$get({ param: { id }, query: {} }, inCompany())),
  })

/** What waits for a second person: of all rules. */
export const openRequestsQuery = queryOptions({
  queryKey: ['publish-requests', 'open'],
  queryFn: () =>
    read<PublishRequestsView>(api['publish-requests'].$get({ query: { state: 'open' } }, inCompany())),
})

export type Order = {
  readonly id: string
  readonly target: Target
  readonly firstRun: FirstRun
  readonly why: string
}

/** Publishes the draft. */
export const publishDraft = ({ id, revision, ...how }: Order & { revision: number }) =>
  read<PublishedView>(
    api.rules[':id'].publish.$post({ param: { id }, json: { draftRevision: revision, ...how } }, inCompany()),
  )

/** Asks a second person to publish the draft. */
export const askToPublish = ({ id, revision, ...how }: Order & { revision: number }) =>
  read<AskedView>(
    api.rules[':id']['publish-requests'].$post(
      { param: { id }, json: { draftRevision: revision, ...how } },
      inCompany(),
    ),
  )

/** Publishes what somebody else asked for. */
export const approveRequest = ({ id, why }: { id: string; why: string }) =>
  read<PublishedView>(
    api['publish-requests'][':id'].approve.$post({ param: { id }, json: { why } }, inCompany()),
  )

/** Says no, or takes one's own question back. */
export const declineRequest = ({ id, why }: { id: string; why: string }) =>
  read<unknown>(api['publish-requests'][':id'].decline.$post({ param: { id }, json: { why } }, inCompany()))

/** Brings an old version back as a new one; where that needs a second person, by asking one. */
export const bringBack = ({
  toVersion,
  needsApproval,
  id,
  ...how
}: Omit<Order, 'firstRun'> & { toVersion: number; needsApproval: boolean }) =>
  needsApproval
    ? read<unknown>(
        api.rules[':id']['publish-requests'].$post(
          { param: { id }, json: { toVersion, ...how } },
          inCompany(),
        ),
      )
    : read<unknown>(
        api.rules[':id'].rollback.$post({ param: { id }, json: { toVersion, ...how } }, inCompany()),
      )

/** The document of a version. */
export const versionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['rules', id, 'version', version],
    queryFn: async () => {
      const { document } = await read<{ version: number; document: unknown }>(
        api.rules[':id'].versions[':version'].$get({ param: { id, version: String(version) } }, inCompany()),
      )
      return document as RuleDocument
    },
  })

/** Takes a test out of the draft, where what it says is no longer meant. The reason goes into the record of the draft. */
export async function removeTest({
  id,
  name,
  why,
}: {
  id: string
  name: string
  why: string
}): Promise<DraftView> {
  const draft = await read<DraftView>(api.rules[':id'].draft.$get({ param: { id } }, inCompany()))
  const document = documentOf(draft)
  const tests = (document.tests ?? []).filter((test) => test.name !== name)
  const json = { document: { ...document, tests }, baseRevision: draft.revision, why }
  return read<DraftView>(api.rules[':id'].draft.$put({ param: { id }, json }, inCompany()))
}
