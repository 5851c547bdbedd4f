import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react'
import { rulesQuery } from '../data/queries.ts'
import { words } from '../words/words.ts'
import { Modal } from './modal.tsx'
import { pageActions } from './page-actions.ts'
import { isFound, recordsQuery } from './palette-search.ts'

const text = words.frame.palette
const PAUSE_MS = 120
/** What a list shows of commands before anything is typed. */
const FEW = 40

export type Command = { readonly label: string; readonly hint: string; readonly take: () => void }

type Props = {
  /** What the frame itself can be told: pages to go to, and its switches. */
  readonly commands: readonly Command[]
  readonly onRule: (id: string) => void
  readonly onCustomer: (id: string) => void
  readonly onInvoice: (number: string) => void
  readonly onClose: () => void
}

/** One field for everything: pages, whatever the page in view can be told to do, rules, customers and invoices. */
export function CommandPalette({ commands, onRule, onCustomer, onInvoice, onClose }: Props) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const search = typed.trim()
  const entries = useEntries({ commands, onRule, onCustomer, onInvoice }, search)
  const current = Math.min(at, entries.length - 1)
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, current])
  const take = (command: Command | undefined) => {
    if (command === undefined) return
    onClose()
    // Once the dialogue has given the focus back; what is done may move it.
    requestAnimationFrame(command.take)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: current + 1, ArrowUp: current - 1 }
    const to = moves[event.key]
    if (event.key === 'Enter') take(entries[current])
    else if (to !== undefined) setAt((to + entries.length) % Math.max(1, entries.length))
    else return
    event.preventDefault()
  }
  return (
    <Modal label={text.title} className="palette-modal" onClose={onClose}>
      <input
        className="palette-field"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={entries.length === 0 ? undefined : `${id}-${current}`}
        aria-label={text.field}
        placeholder={text.field}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: it was opened to be typed in, and gives the focus back when it closes.
        autoFocus
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
        }}
      />
      <div role="listbox" id={`${id}-list`} aria-label={text.title} className="palette-list">
        {entries.map((entry, n) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above is where keys arrive, as in every combobox.
          <div
            key={`${entry.hint} ${entry.label}`}
            id={`${id}-${n}`}
            role="option"
            tabIndex={-1}
            aria-selected={n === current}
            className="palette-entry"
            onPointerMove={() => setAt(n)}
            onClick={() => take(entry)}
          >
            <span>{entry.label}</span>
            <span className="dimmed">{entry.hint}</span>
          </div>
        ))}
      </div>
      {entries.length === 0 && <p className="palette-none">{text.none}</p>}
    </Modal>
  )
}

/** What a search finds, the commands first. Rules are known already; customers and invoices are asked for when somebody pauses. */
function useEntries(
  { commands, onRule, onCustomer, onInvoice }: Omit<Props, 'onClose'>,
  search: string,
): Command[] {
  const [settled] = useDebouncedValue(search, PAUSE_MS)
  const rules = useQuery(rulesQuery).data?.rules
  const records = useQuery(recordsQuery(settled)).data
  // The page does not change while the dialogue is over it.
  const ofPage = useMemo(() => {
    const parts = ['#content', '.frame-banners', '.top-bar'].map((part) => document.querySelector(part))
    return parts
      .flatMap((part) => (part === null ? [] : pageActions(part)))
      .map((action) => ({ ...action, hint: text.onPage }))
  }, [])
  return useMemo(() => {
    const said = [...commands, ...ofPage].filter(({ label, hint }) => isFound(`${label} ${hint}`, search))
    if (search === '') return said.slice(0, FEW)
    const found = (rules ?? [])
      .filter(({ name }) => isFound(name, search))
      .map(({ id, name }) => ({ label: name, hint: text.rule, take: () => onRule(id) }))
    const customers = (records?.customers ?? []).map(({ id, name }) => ({
      label: name,
      hint: `${text.customer} ${id}`,
      take: () => onCustomer(id),
    }))
    const invoices = (records?.invoices ?? []).map(({ number, customer }) => ({
      label: number,
      hint: `${text.invoice}, ${customer.name}`,
      take: () => onInvoice(number),
    }))
    return [...said, ...found, ...customers, ...invoices]
  }, [commands, ofPage, search, rules, records, onRule, onCustomer, onInvoice])
}
