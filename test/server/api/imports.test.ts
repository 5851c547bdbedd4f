import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { ImportPreview, ImportsView, ImportView, UploadView } from '#server/api/views/imports.ts'
import { freshDatabase } from '../database/test-database.ts'
import { anApi, ask, somebody } from './an-api.ts'

const database = freshDatabase()
let api: ReturnType<typeof anApi>
beforeAll(async () => {
  const companyId = await database.aCompany()
  api = anApi(database.db, () => somebody(companyId))
})

const FILE = `Invoice,Customer ID,Customer,Invoice Date,Due Date,Amount,Open,Currency
A-1,0042,Heron Supplies,2026-01-01,2026-01-31,6200.50,6200.50,USD
A-2,0043,Plover & Sons,2026-02-01,2026-03-03,90.00,90.00,USD
A-3,0043,Plover & Sons,2026-02-01,someday,10.00,10.00,USD
`

async function send(content: string | Uint8Array<ArrayBuffer>, name = 'open-items.csv', field = 'file') {
  const form = new FormData()
  form.set(field, new File([content], name))
  const answer = await api.request('http://127.0.0.1:3000/api/v1/imports/uploads', {
    method: 'POST',
    body: form,
  })
  const json = await answer.json()
  return { status: answer.status, json }
}

describe('importing a file over the API', () => {
  test('sends it, looks at what it would change, commits, and undoes', async () => {
    const sent = await send(FILE)
    expect(sent.status).toBe(201)
    const upload = UploadView.parse(sent.json)
    expect(upload.mapping?.columns).toMatchObject({ number: 'Invoice', 'customer.id': 'Customer ID' })
    expect(upload.headers.slice(0, 3)).toEqual(['Invoice', 'Customer ID', 'Customer'])
    expect(upload.samples.slice(0, 3)).toEqual([
      ['A-1', 'A-2', 'A-3'],
      ['0042', '0043'],
      ['Heron Supplies', 'Plover & Sons'],
    ])
    expect(upload.canBe.payments.needed).toContainEqual(['receivedOn'])
    expect(upload.problems[0]).toMatchObject({ line: 4, column: 'Due Date', value: 'someday' })

    const body = { upload: upload.id, lists: 'all-open', exportedOn: '2026-03-16' }
    const preview = ImportPreview.parse((await ask(api, 'POST', '/v1/imports/preview', { body })).json)
    expect(preview).toMatchObject({ added: 4, changed: 0, needsConfirmation: false })
    expect(ImportsView.parse((await ask(api, 'GET', '/v1/imports')).json).imports).toEqual([])

    const committed = await ask(api, 'POST', '/v1/imports', { body })
    expect(committed.status).toBe(201)
    const made = ImportView.parse(committed.json)
    expect(made).toMatchObject({ added: 4, state: 'committed', createdBy: 'Ada', fileName: 'open-items.csv' })
    expect((await ask(api, 'POST', '/v1/imports', { body })).status).toBe(404)

    const undone = await ask(api, 'POST', `/v1/imports/${made.id}/undo`)
    expect(ImportView.parse(undone.json)).toMatchObject({ state: 'undone', undoneBy: 'Ada' })
    expect((await ask(api, 'POST', `/v1/imports/${made.id}/undo`)).status).toBe(409)
  })

  test('reads the columns as a mapping says', async () => {
    const upload = UploadView.parse((await send('Alpha;Beta;Gamma\r\n1;Reiher;5,50\r\n')).json)
    expect(upload.headers).toEqual(['Alpha', 'Beta', 'Gamma'])
    expect(upload.samples).toEqual([['1'], ['Reiher'], ['5,50']])
    expect(upload.unknownColumns).toContain('Cannot tell what the columns')
    const mapping = {
      records: 'invoices',
      columns: { number: 'Alpha', 'customer.name': 'Beta', total: 'Gamma' },
      constants: { currency: 'EUR', issuedOn: '2026-03-01' },
      numbers: { decimal: ',', group: '.' },
    }
    const { json } = await ask(api, 'POST', '/v1/imports/preview', { body: { upload: upload.id, mapping } })
    expect(ImportPreview.parse(json).streams.documents).toMatchObject({ added: 1 })
  })

  test('says in words what is wrong with a mapping', async () => {
    const upload = UploadView.parse((await send(FILE)).json)
    const body = { upload: upload.id, mapping: { records: 'invoices', columns: { number: 'Nummer' } } }
    const { status, json } = await ask(api, 'POST', '/v1/imports/preview', { body })
    expect(status).toBe(422)
    expect(json.detail).toContain('need a column for')
  })

  test('takes no path from the name of a file', async () => {
    const upload = UploadView.parse((await send(FILE, '../../etc/passwd.csv')).json)
    expect(upload.fileName).toBe('passwd.csv')
  })

  test('refuses a file that swells beyond its limits when it is opened', async () => {
    const bomb = gzipSync(Buffer.alloc(257 * 1024 ** 2, 'a'))
    const { status, json } = await send(new Uint8Array(bomb), 'bomb.csv.gz')
    expect([status, json.status]).toEqual([422, 422])
  })

  test('refuses a form with anything but one file', async () => {
    expect((await send(FILE, 'a.csv', 'path')).status).toBe(400)
    const { status } = await ask(api, 'POST', '/v1/imports/uploads', { body: { file: '/etc/passwd' } })
    expect(status).toBe(415)
  })
})
