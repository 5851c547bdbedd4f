import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ActionView, RunView, SettingsView } from '#server/client.ts'
import { client, read } from './client.ts'
import { inCompany } from './company-choice.ts'

const api = client.api.v1

/** Somebody's word on an action, with their reason. */
export type Verdict = { readonly id: string; readonly why: string }

/** Approves an action; the reason may be left out. */
export const approveAction = ({ id, why }: Verdict) =>
  read<ActionView>(
    api.actions[':id'].approve.$post({ param: { id }, json: why === '' ? {} : { why } }, inCompany()),
  )

/** Declines an action: its step counts as done. */
export const declineAction = ({ id, why }: Verdict) =>
  read<ActionView>(api.actions[':id'].decline.$post({ param: { id }, json: { why } }, inCompany()))

/** Cancels an action that waits; its rule may ask for it again. */
export const cancelAction = ({ id, why }: Verdict) =>
  read<ActionView>(api.actions[':id'].cancel.$post({ param: { id }, json: { why } }, inCompany()))

/** Runs the published rules now; once for each key, however often it arrives. */
export const runNow = (key: string) =>
  read<RunView>(api.runs.$post({ json: {} }, inCompany({ 'idempotency-key': key })))

/** Stops a rule until somebody resumes it. The holds it has placed stay. */
export const pauseRule = ({ id, why }: Verdict) =>
  read<unknown>(api.rules[':id'].pause.$post({ param: { id }, json: { why, holds: 'keep' } }, inCompany()))

/** Lets a paused rule go on from its next time on. */
export const resumeRule = ({ id, why }: Verdict) =>
  read<unknown>(api.rules[':id'].resume.$post({ param: { id }, json: { why } }, inCompany()))

/** Stops all sending of the company at once. */
export const stopSending = (why: string) =>
  read<SettingsView>(api.company['stop-sending'].$post({ json: { why } }, inCompany()))

/** Lets sending go on. */
export const resumeSending = (why: string) =>
  read<SettingsView>(api.company['resume-sending'].$post({ json: { why } }, inCompany()))

/** A change with its state; once it is done, everything on the page is asked for anew. */
export function useChange<Given, View>(change: (given: Given) => Promise<View>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries() })
}
