import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { CONTACT_ROLES } from '#engine/ledger.ts'
import type { CustomerView } from '#server/client.ts'
import { useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { Refusal } from '../frame/refusal.tsx'
import { PlainSelect } from '../table/choice.tsx'
import { words } from '../words/words.ts'
import {
  addBlock,
  addContact,
  addDispute,
  addPromise,
  addTask,
  placeHold,
  type Written,
  writeNote,
} from './customer-changes.ts'
import { openInvoicesQuery } from './customer-data.ts'
import { customers as customerWords } from './words.ts'

const text = customerWords.act

const ACTS = ['call', 'note', 'promise', 'dispute', 'pause', 'block', 'hold', 'task', 'contact'] as const
type ActName = (typeof ACTS)[number]

/** A field of a form; `value` is what it begins with. */
type Field = {
  readonly name: string
  readonly label: string
  readonly type?: 'date' | 'email' | 'tel'
  readonly isOptional?: boolean
}

const FIELDS: Record<ActName, readonly Field[]> = {
  call: [{ name: 'text', label: text.said }],
  note: [{ name: 'text', label: text.text }],
  promise: [
    { name: 'amount', label: text.amount },
    { name: 'day', label: text.day, type: 'date' },
  ],
  dispute: [
    { name: 'amount', label: text.part, isOptional: true },
    { name: 'reason', label: text.reason },
  ],
  pause: [
    { name: 'until', label: text.until, type: 'date' },
    { name: 'reason', label: text.reason },
  ],
  block: [{ name: 'reason', label: text.reason }],
  hold: [{ name: 'reason', label: text.reason }],
  task: [
    { name: 'title', label: text.what },
    { name: 'dueOn', label: text.dueOn, type: 'date', isOptional: true },
    { name: 'assignee', label: text.assignee, isOptional: true },
  ],
  contact: [
    { name: 'name', label: text.person },
    { name: 'email', label: text.email, type: 'email', isOptional: true },
    { name: 'phone', label: text.phone, type: 'tel', isOptional: true },
  ],
}

/** What a person can do for a customer, one form at a time; each says what comes of it. */
export function CustomerActs({ customer }: { customer: CustomerView }) {
  const role = useRole()
  const [chosen, setChosen] = useState<ActName | null>(null)
  const [isSaved, setSaved] = useState(false)
  if (!isOffered(role, 'work-customers')) return null
  const offered = ACTS.filter((act) => act !== 'hold' || isOffered(role, 'approve-actions'))
  return (
    <section className="customer-acts" aria-label={customerWords.page.acts}>
      <div className="buttons">
        {offered.map((act) => (
          <Button
            key={act}
            size="xs"
            variant={act === chosen ? 'light' : 'default'}
            aria-expanded={act === chosen}
            onClick={() => {
              setChosen(act === chosen ? null : act)
              setSaved(false)
            }}
          >
            {text[act]}
          </Button>
        ))}
        <span role="status">{isSaved ? text.done : ''}</span>
      </div>
      {chosen !== null && (
        <ActForm
          key={chosen}
          act={chosen}
          customer={customer}
          onDone={() => {
            setChosen(null)
            setSaved(true)
          }}
          onClose={() => setChosen(null)}
        />
      )}
    </section>
  )
}

function ActForm({
  act,
  customer,
  onDone,
  onClose,
}: {
  act: ActName
  customer: CustomerView
  onDone: () => void
  onClose: () => void
}) {
  const company = useQuery(companyQuery).data
  const [document, setDocument] = useState('')
  const [role, setRole] = useState<(typeof CONTACT_ROLES)[number]>('billing')
  const owed = customer.open.map((each) => each.currency)
  const currencies = owed.length > 0 ? owed : [customer.currency ?? company?.currency ?? '']
  const [currency, setCurrency] = useState(currencies[0] ?? '')
  const change = useChange((written: Written) => save(act, customer.id, { written, role }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = [...new FormData(event.currentTarget)].flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
    )
    const written = { ...Object.fromEntries(fields), currency, ...(document !== '' && { document }) }
    change.mutate(written, { onSuccess: onDone })
  }
  const asksDocument = act === 'dispute' || act === 'promise'
  return (
    <form className="act-form" aria-label={text[act]} onSubmit={submit}>
      <p>{text.sentences[act]}</p>
      {asksDocument && (
        <DocumentField
          customer={customer.id}
          isOptional={act === 'promise'}
          chosen={document}
          onChoose={setDocument}
        />
      )}
      {FIELDS[act].map((field, at) => (
        <TextInput
          key={field.name}
          size="xs"
          name={field.name}
          label={field.label}
          type={field.type ?? 'text'}
          required={field.isOptional !== true}
          withAsterisk={false}
          maxLength={field.name === 'text' ? 2000 : 200}
          autoFocus={at === 0 && !asksDocument}
          {...(field.type === 'date' && company !== undefined && { min: company.asOf })}
        />
      ))}
      {act === 'promise' && (
        <PlainSelect
          label={customerWords.currency}
          chosen={currency}
          options={currencies.map((each) => [each, each] as const)}
          onChoose={setCurrency}
        />
      )}
      {act === 'contact' && (
        <PlainSelect
          label={text.role}
          chosen={role}
          options={CONTACT_ROLES.map((each) => [each, text.roles[each]] as const)}
          onChoose={(next) => setRole(CONTACT_ROLES.find((each) => each === next) ?? role)}
        />
      )}
      <div className="buttons">
        <Button size="xs" type="submit" loading={change.isPending}>
          {text.save}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {text.close}
        </Button>
      </div>
      <Refusal error={change.error} />
    </form>
  )
}

/** Which open invoice it is about. */
function DocumentField({
  customer,
  isOptional,
  chosen,
  onChoose,
}: {
  customer: string
  isOptional: boolean
  chosen: string
  onChoose: (id: string) => void
}) {
  const found = useQuery(openInvoicesQuery(customer)).data?.invoices ?? []
  return (
    <label className="field-label">
      <span>{text.document}</span>
      <select
        className="plain-select"
        required={!isOptional}
        value={chosen}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">{isOptional ? words.invoices.all : text.choose}</option>
        {found.map(({ id, number }) => (
          <option key={id} value={id}>
            {number}
          </option>
        ))}
      </select>
    </label>
  )
}

function save(
  act: ActName,
  customer: string,
  { written, role }: { written: Written; role: (typeof CONTACT_ROLES)[number] },
): Promise<unknown> {
  switch (act) {
    case 'call':
    case 'note':
      return writeNote(customer, act, written)
    case 'promise':
      return addPromise(customer, written)
    case 'dispute':
      return addDispute(customer, written)
    case 'pause':
      return addBlock(customer, 'pause', written)
    case 'block':
      return addBlock(customer, 'dunning-block', written)
    case 'hold':
      return placeHold(customer, written)
    case 'task':
      return addTask(customer, written)
    case 'contact':
      return addContact(customer, role, written)
  }
}
