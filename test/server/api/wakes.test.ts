import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import type { Principal } from '#server/auth/principal.ts'
import { action } from '#server/database/action-tables.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, type ACompany, aRule, someBooks, theCompany } from '../run/a-company.ts'
import { anApi, ask, somebody } from './an-api.ts'

const MONDAY = '2026-03-16'
const database = freshDatabase()
let company: ACompany
let woken: string[]
let api: ReturnType<typeof anApi>

beforeEach(() => aLiveCompany())

async function aLiveCompany(settings: Record<string, unknown> = {}) {
  company = theCompany(database.db, await database.aCompany({ mode: 'live', settings }))
  woken = []
  const who = (): Principal => somebody(company.id)
  const wakeDispatch = async (companyId: string) => void woken.push(companyId)
  api = anApi(database.db, who, { clock: clockAt(MONDAY), wakeDispatch })
  await company.importBooks(MONDAY, someBooks())
}

async function runOf(acts: readonly Record<string, unknown>[]): Promise<string> {
  await company.publish(MONDAY, [aRule({ id: 'late', days: 30, acts })])
  const answer = await ask(api, 'POST', '/v1/runs', { body: {} })
  expect(answer.status).toBe(201)
  return answer.json.id
}

test('what a person lets go leaves now and not with the next heartbeat: a run of theirs, an approval, sending that goes on', async () => {
  await runOf([{ ...A_MAIL, approval: 'required' }])
  expect(woken).toEqual([company.id])
  const [mail] = await company.actions()
  expect((await ask(api, 'POST', `/v1/actions/${mail!.id}/approve`, { body: {} })).json.state).toBe('queued')
  expect(woken).toHaveLength(2)
  await ask(api, 'POST', '/v1/company/stop-sending', { body: { why: 'Looking into it.' } })
  expect(woken).toHaveLength(2)
  await ask(api, 'POST', '/v1/company/resume-sending', { body: { why: 'All is well.' } })
  expect(woken).toEqual([company.id, company.id, company.id])
})

test('and so do a run that was stopped, once released, and an action that is tried again', async () => {
  await aLiveCompany({ firstRun: { customers: 1000, percentOfReceivables: 1 } })
  const id = await runOf([A_MAIL])
  const released = await ask(api, 'POST', `/v1/runs/${id}/release`, { body: { why: 'Looked at it.' } })
  expect([released.status, released.json.state]).toEqual([200, 'completed'])
  expect(woken).toHaveLength(2)
  const [mail] = await company.actions()
  await database.db.update(action).set({ state: 'failed' }).where(eq(action.id, mail!.id))
  const again = await ask(api, 'POST', `/v1/actions/${mail!.id}/retry`, { body: {} })
  expect([again.status, again.json.state]).toEqual([200, 'queued'])
  expect(woken).toHaveLength(3)
  // What was refused wakes nobody.
  expect((await ask(api, 'POST', `/v1/actions/${mail!.id}/retry`, { body: {} })).status).toBe(409)
  expect(woken).toHaveLength(3)
})
