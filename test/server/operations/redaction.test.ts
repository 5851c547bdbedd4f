import { describe, expect, test } from 'vitest'
import { redact, redactText } from '#server/operations/redaction.ts'

describe('a text in the log', () => {
  test.each([
    ['no mail for ann.o@heron.example.com today', 'no mail for [e-mail] today'],
    ['"Ann" <ann@heron.example.com>,bob@b.test', '"Ann" <[e-mail]>,[e-mail]'],
    ['key=ann@münchen.example.com', 'key=ann@münchen.example.com'.replace(/.*/, '[e-mail]')],
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
    [
      'cannot reach postgres://dunlin:pa55word@db.test:5432/books',
      'cannot reach postgres://[redacted]@db.test:5432/books',
    ],
    ['GET /callback?code=4/0Ab&state=xyz', 'GET /callback?code=[redacted]&state=[redacted]'],
    ['key dk_4fj39sk2 was refused', 'key [token] was refused'],
    [`session ${'a1B2'.repeat(10)} ended`, 'session [token] ended'],
    [
      'action 0b8e7d52-6c0b-4f5e-9d3e-7a3a5f0f6f10 is queued',
      'action 0b8e7d52-6c0b-4f5e-9d3e-7a3a5f0f6f10 is queued',
    ],
    ['run of overdue-30-5k as of 2026-03-16', 'run of overdue-30-5k as of 2026-03-16'],
  ])('%j is written as %j', (text, written) => {
    expect(redactText(text)).toBe(written)
  })

  test('of a megabyte is searched at once and cut', () => {
    const from = performance.now()
    expect(redactText('a.'.repeat(500_000)).length).toBeLessThan(4100)
    expect(redactText('@'.repeat(1_000_000)).length).toBeLessThan(4100)
    expect(performance.now() - from).toBeLessThan(500)
  })
})

describe('a value in the log', () => {
  test('shows figures and ids, and neither names nor secrets', () => {
    const value = {
      companyId: 'acme',
      openMinor: 620_050,
      customerName: 'Ann Heron',
      headers: { Authorization: 'Basic x', cookie: 'session=1', 'set-cookie': ['a=1'], 'user-agent': 'curl' },
      contacts: [{ id: 'k1', email: 'ann@heron.example.com', phone: '+1 555' }],
      api_key: 'abc',
      password: null,
    }
    expect(redact(value)).toEqual({
      companyId: 'acme',
      openMinor: 620_050,
      customerName: '[redacted]',
      headers: {
        Authorization: '[redacted]',
        cookie: '[redacted]',
        'set-cookie': '[redacted]',
        'user-agent': 'curl',
      },
      contacts: [{ id: 'k1', email: '[redacted]', phone: '[redacted]' }],
      api_key: '[redacted]',
      password: null,
    })
  })

  test('that goes round in a circle or very deep ends', () => {
    const circle: Record<string, unknown> = {}
    circle.self = circle
    expect(JSON.stringify(redact(circle))).toContain('[deeper]')
  })

  test('that is a failed query shows the statement and not the rows', () => {
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (name)=(Ann Heron)',
    })
    const error = new Error('Failed query: insert into contact values ($1)\nparams: Ann Heron,+1 555', {
      cause,
    })
    const written = JSON.stringify(redact({ err: error }))
    expect(written).toContain('insert into contact')
    expect(written).toContain('23505')
    expect(written).not.toContain('Ann')
  })
})
