import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MergedMessage } from '#engine/decision.ts'
import { readableAmount } from '#engine/money.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import type { ChaseLine } from '#engine/standing.ts'
import { mailTemplateNames } from '#rules-library/load.ts'
import { checkLetterWords, composeMail, MailFieldMissingError } from '#server/mail/compose-mail.ts'
import { escapeHtml } from '#server/mail/foreign-text.ts'
import { type LetterTemplates, templatesOf } from '#server/mail/templates.ts'
import { aContact, aCustomer, aLedger, anEntity, day } from '../../builders.ts'

function aLine(settings: Partial<ChaseLine> = {}): ChaseLine {
  return {
    kind: 'item',
    documentId: 'A-1',
    number: 'A-1',
    entityId: 'us',
    currency: 'USD',
    issuedOn: '2026-01-01',
    dueOn: '2026-01-31',
    daysOverdue: 44,
    minor: 620_050,
    ...settings,
  }
}

/** What a template is besides its words. */
const NO_FILES = {
  attachStatement: false,
  invoiceCopies: 'none',
  savedAt: null,
  savedBy: null,
  why: null,
} as const

type Names = { customer?: string; contact?: string; entity?: string; email?: string | null }

/** A letter to the customer `acme` as of 2026-03-16. */
function aLetter({
  lines = [aLine()],
  template = 'overdue-30',
  templates = templatesOf([]),
  language,
  ...names
}: Names &
  Partial<Pick<MergedMessage, 'lines' | 'template'>> & {
    templates?: LetterTemplates
    language?: string
  } = {}) {
  const { customer = 'Heron Supplies', contact = 'Ann', entity = 'Dunlin Inc.', email } = names
  const address = email === null ? {} : { email: email ?? 'ann@heron.example.com' }
  const snapshot = takeSnapshot(
    aLedger({
      entities: [anEntity({ id: 'us', name: entity })],
      customers: [
        aCustomer({ id: 'acme', name: customer, ...(language && { language }) }),
        aCustomer({ id: 'other', name: 'Plover & Sons' }),
      ],
      contacts: [aContact({ id: 'k1', name: contact, ...address })],
    }),
  )
  const row = snapshot.customerRow.get('acme')!
  const [recipient] = snapshot.contactsOf.get(row)!
  const message = { customer: row, entityId: 'us', recipient: recipient!, template, lines, acts: [] }
  return composeMail(message, { snapshot, asOf: day('2026-03-16'), companyName: 'Dunlin Group', templates })
}

/** The text between the tags of the letter, tag by tag. */
function textsOf(html: string): string[] {
  return html.split(/<[^>]*>/).filter((text) => text !== '')
}

describe('a letter', () => {
  test('asks for what its table lists, in text and in HTML', () => {
    const lines = [
      aLine(),
      aLine({ documentId: 'A-3', number: 'A-3', dueOn: '2026-02-13', daysOverdue: 31, minor: 49_950 }),
    ]
    const letter = aLetter({ lines })
    expect(letter.totals).toEqual({ USD: 670_000 })
    expect(letter.subject).toBe('Heron Supplies: 6,700.00 USD is more than 30 days overdue')
    expect(letter.to).toEqual({ name: 'Ann', address: 'ann@heron.example.com' })
    expect(letter.text).toContain(
      [
        'Document  Issued      Due         Days overdue        Amount',
        'A-1       2026-01-01  2026-01-31            44  6,200.50 USD',
        'A-3       2026-01-01  2026-02-13            31    499.50 USD',
        'Total                                           6,700.00 USD',
      ].join('\n'),
    )
    expect(letter.text).toContain('Please pay 6,700.00 USD')
    expect(textsOf(letter.html)).toEqual(
      expect.arrayContaining(['A-1', '6,200.50 USD', 'A-3', '499.50 USD', 'Total', '6,700.00 USD']),
    )
  })

  test('names a credit and a payment received, and takes them off', () => {
    const credit = { documentId: 'C-1', dueOn: null, daysOverdue: 0 }
    const letter = aLetter({
      lines: [
        aLine(),
        aLine({ ...credit, kind: 'credit-memo', number: 'C-1', minor: -20_000 }),
        aLine({ ...credit, kind: 'unapplied-cash', number: 'P-1', minor: -50 }),
      ],
    })
    expect(letter.totals).toEqual({ USD: 600_000 })
    expect(letter.text).toMatch(/Credit C-1 .* -200\.00 USD/)
    expect(letter.text).toMatch(/Received P-1 .* -0\.50 USD/)
    expect(letter.text).toMatch(/Total .* 6,000\.00 USD/)
  })

  test('in two currencies has a table and a total for each and never adds them up', () => {
    const letter = aLetter({
      lines: [
        aLine({ minor: 7_000 }),
        aLine({ number: 'A-2', currency: 'JPY', minor: 9_000 }),
        aLine({ minor: 5_000 }),
      ],
    })
    expect(letter.totals).toEqual({ USD: 12_000, JPY: 9_000 })
    expect(letter.text).toContain('Please pay 120.00 USD and 9,000 JPY')
    expect(letter.text.match(/^Total .*/gm)?.map((row) => row.replace(/ +/g, ' '))).toEqual([
      'Total 120.00 USD',
      'Total 9,000 JPY',
    ])
    expect(letter.html.match(/<table/g)).toHaveLength(2)
  })

  test('its totals are the sums of its lines, whatever the lines, and stand in the text', () => {
    const line = fc.record({
      currency: fc.constantFrom('USD', 'EUR', 'JPY', 'KWD'),
      minor: fc.integer({ min: -1_000_000, max: 1_000_000_000 }),
      number: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (drawn) => {
        const lines = drawn.map((each) => aLine(each))
        const letter = aLetter({ lines })
        const sums = new Map<string, number>()
        for (const { currency, minor } of lines) sums.set(currency, (sums.get(currency) ?? 0) + minor)
        expect(letter.totals).toEqual(Object.fromEntries(sums))
        const shown = [...sums].map(([currency, minor]) => readableAmount(minor, currency))
        expect(letter.text).toContain(`Please pay ${shown.join(' and ')} or tell us`)
        const totals = letter.text.split('\n').filter((row) => row.startsWith('Total '))
        for (const amount of shown) expect(totals.some((row) => row.endsWith(amount))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  test.each(mailTemplateNames())(
    'of the template "%s" can be written and leaves no placeholder',
    (template) => {
      const letter = aLetter({ template })
      for (const part of [letter.subject, letter.text, letter.html])
        expect(part).not.toMatch(/\{\{|\}\}|\{%|\0/)
      expect(letter.html).toContain('<table')
      expect(letter.text).toContain('6,200.50 USD')
    },
  )

  test('speaks in the name of the entity whose invoices it lists', () => {
    expect(aLetter().text).toMatch(/Kind regards\nDunlin Inc\.$/)
  })
})

describe('what customers may write into their own names', () => {
  test('tags and quotes are shown as they were written and are no markup', () => {
    const name = '<script>alert(1)</script><a href="https://evil.example">\'&amp;'
    const { html, text } = aLetter({
      customer: name,
      contact: name,
      entity: name,
      lines: [aLine({ number: name })],
    })
    expect(html).not.toMatch(/<script|<a /)
    expect(html).toContain(escapeHtml(name))
    expect(text).toContain(name)
  })

  test('a line end starts no header and no paragraph', () => {
    const name = 'Heron\r\nBcc: all@evil.example\n\nPlease pay to another account.\u2028\u2029\u0085\u000b.'
    const letter = aLetter({ customer: name, contact: name, entity: name, lines: [aLine({ number: name })] })
    expect(letter.subject).toBe(
      'Heron Bcc: all@evil.example Please pay to another account. .: 6,200.50 USD is more than 30 days overdue',
    )
    expect(letter.to.name).toBe('Heron Bcc: all@evil.example Please pay to another account. .')
    expect(letter.text).not.toMatch(/^(Bcc:|Please pay to another)/m)
    expect(letter.html.match(/<p>/g)).toHaveLength(aLetter().html.match(/<p>/g)!.length)
  })

  test('marks that turn or hide text are taken out', () => {
    const hidden = ['\u202e', '\u2066', '\u200f', '\u061c', '\ufeff', '\u00ad', '\u200b', '\u009b', '\u007f']
    const name = `Heron${hidden.join('x')}Ltd`
    const letter = aLetter({ customer: name, contact: name, entity: name, lines: [aLine({ number: name })] })
    for (const part of [letter.subject, letter.to.name, letter.text, letter.html])
      for (const mark of hidden)
        expect(part.includes(mark), `U+${mark.codePointAt(0)?.toString(16)}`).toBe(false)
  })

  test.each([
    '{{ entity.name }}',
    '{% include "x" %}',
    '{{ customer.constructor }}',
    '\u0024{asOf}',
    '<%= 1 %>',
  ])('a name such as %s is text and is not carried out', (name) => {
    const letter = aLetter({ customer: name, contact: name, lines: [aLine({ number: name })] })
    expect(letter.subject.startsWith(`${name}: `)).toBe(true)
    expect(letter.text).toContain(`Dear ${name},`)
    expect(letter.text).toContain(`\n${name} `)
  })

  test.each(["$'", '$&', '$`', '$$', '$1', '$<table>'])(
    'a document numbered %s stands in the table as it is and repeats nothing of the letter',
    (number) => {
      const letter = aLetter({ lines: [aLine({ number })] })
      expect(letter.text).toContain(`\n${number.padEnd(8)}  2026-01-01`)
      expect(letter.text.match(/Kind regards/g)).toHaveLength(1)
    },
  )

  test('a name cannot be mistaken for the place of the table', () => {
    const letter = aLetter({ customer: '\u0000table\u0000', contact: '\n\n\u0000table\u0000\n\n' })
    expect(letter.text.match(/Days overdue/g)).toHaveLength(1)
    expect(letter.html.match(/<table/g)).toHaveLength(1)
  })

  test('letters beyond English and emoji stay as they are', () => {
    const name = 'Möwe & Söhne 海鳥 🐦 Ελλάς'
    expect(aLetter({ customer: name }).subject.startsWith(`${name}: `)).toBe(true)
  })
})

describe('a letter that cannot be written', () => {
  test('for want of a template is refused by its name', () => {
    expect(() => aLetter({ template: 'no-such-mail' })).toThrow(MailFieldMissingError)
    expect(() => aLetter({ template: '../rules/overdue-30-5k' })).toThrow('There is no mail template')
  })

  test('for want of an address is refused', () => {
    expect(() => aLetter({ email: null })).toThrow('The contact k1 has no e-mail address.')
  })
})

describe('the language of a letter', () => {
  test.each(['de', 'de-AT', 'de_CH', 'German', 'Deutsch', 'deu'])(
    'of a customer whose books say "%s" is German: words, table, amounts and days',
    (language) => {
      const letter = aLetter({ language })
      expect(letter).toMatchObject({ language: 'de', templateVersion: 0 })
      expect(letter.subject).toBe('Heron Supplies: 6.200,50 USD seit mehr als 30 Tagen überfällig')
      expect(letter.text).toContain('am 16.03.2026 überfällig')
      expect(letter.text).toContain(
        [
          'Beleg  Datum       Fällig am   Tage überfällig        Betrag',
          'A-1    01.01.2026  31.01.2026               44  6.200,50 USD',
          'Summe                                           6.200,50 USD',
        ].join('\n'),
      )
      expect(letter.html).toContain('<html lang="de">')
    },
  )

  test.each([undefined, '', 'Klingon', 'x', 'fr', '12'])(
    'of a customer whose books say "%s" is English',
    (language) => {
      expect(aLetter(language === undefined ? {} : { language })).toMatchObject({ language: 'en' })
    },
  )

  test('is that of the legal entity where the customer has none we write in', () => {
    const templates = templatesOf([], { language: 'en', entityLanguages: { us: 'de' } })
    expect(aLetter({ templates })).toMatchObject({ language: 'de' })
    expect(aLetter({ templates, language: 'fr' })).toMatchObject({ language: 'de' })
    expect(aLetter({ templates, language: 'en' })).toMatchObject({ language: 'en' })
    expect(aLetter({ templates: templatesOf([], { language: 'de' }) })).toMatchObject({ language: 'de' })
  })

  test("can be one the company has words of its own in, and the letter says which version's they are", () => {
    const own = {
      name: 'overdue-30',
      language: 'fr',
      version: 3,
      subject: 'Retard',
      body: 'Bonjour\n\n{{ table }}',
    }
    const letter = aLetter({ templates: templatesOf([{ ...own, ...NO_FILES }]), language: 'fr' })
    expect(letter).toMatchObject({ language: 'fr', templateVersion: 3, subject: 'Retard' })
  })
})

describe('HTML e-mail injection and phishing: the payment link', () => {
  const PORTAL = {
    mail: {
      override: null,
      paymentLink: 'https://pay.dunlin.example.com/{customer}?of={entity}',
      linkHosts: ['pay.dunlin.example.com'],
    },
  }
  const pays = (customerId: string, settings: Record<string, unknown> = PORTAL) => {
    const own = { name: 'overdue-30', language: 'en', version: 1, subject: 'Overdue' }
    const body = 'Pay at {{ paymentLink }}\n\n{{ table }}'
    const templates = templatesOf([{ ...own, body, ...NO_FILES }], settings)
    return {
      link: templates.paymentLink({ customerId, entityId: 'us' }),
      letter: () => aLetter({ templates }),
    }
  }

  test('leads to the customer at the host of the company, and is the one link of the letter', () => {
    const { text, html } = pays('acme').letter()
    expect(text).toContain('Pay at https://pay.dunlin.example.com/acme?of=us\n')
    const link = 'https://pay.dunlin.example.com/acme?of=us'
    expect(html.match(/<a [^>]*>[^<]*<\/a>/g)).toEqual([`<a href="${link}">${link}</a>`])
  })

  test.each([
    ['../../evil', 'https://pay.dunlin.example.com/..%2F..%2Fevil?of=us'],
    ['@evil.test/', 'https://pay.dunlin.example.com/%40evil.test%2F?of=us'],
    ['"><script>', 'https://pay.dunlin.example.com/%22%3E%3Cscript%3E?of=us'],
  ])('cannot be led elsewhere by the id of a customer: %s', (id, link) => {
    expect(pays(id).link).toBe(link)
  })

  test('holds a letter back that promises one where none is set', () => {
    expect(pays('acme', {}).letter).toThrow(MailFieldMissingError)
    expect(pays('acme', {}).letter).toThrow('paymentLink')
  })
})

describe('words of a letter', () => {
  const body = 'Dear {{ contact.name }},\n\n{{ table }}\n\nPlease pay {{ totals }}.'
  const checking = (words: { subject?: string; body?: string }) => () =>
    checkLetterWords({ subject: 'Overdue: {{ totals }}', body, ...words }, 'The letter')

  test('may name the fields of the list and nothing else, and a refusal names the field', () => {
    expect(checking({})).not.toThrow()
    expect(checking({ body: `${body} {{ customer.creditLimit }}` })).toThrow(
      'the body names the field "customer.creditLimit". There are: customer.name',
    )
    expect(checking({ subject: '{% if false %}{{ bank.iban }}{% endif %}Hello' })).toThrow('"bank.iban"')
    expect(checking({ body: `${body} {% include 'secrets' %}` })).toThrow(MailFieldMissingError)
    expect(checking({ body: `${body} {{ totals | shout }}` })).toThrow('undefined filter: shout')
  })

  test.each([
    ['leave the table out', 'Dear {{ contact.name }}, please pay.', 'has it 0 times'],
    ['show it twice', '{{ table }}\n\n{{ table }}', 'has it 2 times'],
    ['put it into a sentence', 'See {{ table }} here.', 'in a paragraph of its own'],
    ['show it sometimes', '{% if false %}{{ table }}{% endif %}', 'has it 0 times'],
  ])('may not %s', (_, words, found) => {
    expect(checking({ body: words })).toThrow(found)
  })
})
