import { expect, test } from 'vitest'
import { EventView } from '#server/api/views/events.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aCompanyThatRan } from './a-run.ts'
import { anApi, ask, somebody } from './an-api.ts'

const database = freshDatabase()

/** Reads a stream of events until one of them is about what is looked for. */
async function heard(answer: Response, type: string) {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`The stream ended without "${type}": ${text}`)
    text += value
    const found = text
      .split('\n\n')
      .find((each) => each.includes(`event: ${type}\n`) && each.includes('id: '))
    if (found === undefined) continue
    await reader.cancel()
    const data = /^data: (.*)$/m.exec(found)?.[1] ?? ''
    return { data: JSON.parse(data), id: /^id: (\d+)$/m.exec(found)?.[1] ?? '' }
  }
}

test('a page that listens hears of a run, and one that was cut off hears what it has missed', async () => {
  const companyId = await database.aCompany()
  await aCompanyThatRan(database.db, companyId)
  const api = anApi(database.db, () => somebody(companyId))
  const listen = (headers = {}) => api.request('http://127.0.0.1:3000/api/v1/events', { headers })

  const listening = await listen()
  expect(listening.headers.get('content-type')).toContain('text/event-stream')
  const hearing = heard(listening, 'run')
  await ask(api, 'POST', '/v1/runs', { body: {} })
  const run = await hearing
  expect(EventView.parse(run.data)).toMatchObject({
    act: 'run rules',
    actor: 'Ada',
    subject: { type: 'run' },
  })

  const { data } = await heard(await listen({ 'last-event-id': String(Number(run.id) - 1) }), 'run')
  expect(data).toEqual(run.data)
})

test('somebody who sees only some customers hears that something happened, and not with whom', async () => {
  const companyId = await database.aCompany()
  await aCompanyThatRan(database.db, companyId)
  let who = somebody(companyId)
  const api = anApi(database.db, () => who)
  await ask(api, 'POST', '/v1/actions/action-2/cancel', { body: { why: 'Not now' } })
  who = somebody(companyId, { role: 'collector', entities: ['eu'] })
  const { data } = await heard(await api.request('http://127.0.0.1:3000/api/v1/events?after=0'), 'action')
  expect(EventView.parse(data)).toMatchObject({ act: 'cancel action', subject: { type: 'action', id: null } })
})
