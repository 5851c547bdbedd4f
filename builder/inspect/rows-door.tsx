import { Button, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { PreviewView } from '#server/client.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { readableCount } from '../format/count.ts'
import { exactMoney } from '../format/money.ts'
import { Loaded } from '../frame/loaded.tsx'
import { words } from '../words/words.ts'
import { keepEscape } from './keep-escape.ts'
import { SHOWN } from './rows-question.ts'

const text = words.inspect.condition

type Props = {
  readonly children: ReactNode
  readonly label: string
  readonly title: string
  readonly hint?: string
  /** The rule whose one act is reached by exactly the rows behind the figure. */
  readonly question: () => Readonly<Record<string, unknown>>
}

const MOST_ROWS = 50

/** A figure that opens the rows behind it. */
export function RowsDoor({ children, label, title, hint, question }: Props) {
  const [opened, setOpened] = useState(false)
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={400}
      position="bottom-end"
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          className="figure-door"
          aria-label={label}
          {...(hint !== undefined && { title: hint })}
          onClick={() => setOpened(!opened)}
        >
          {children}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={title} onKeyDown={keepEscape}>
        {opened && <Rows title={title} document={question()} />}
      </Popover.Dropdown>
    </Popover>
  )
}

function Rows({ title, document }: { title: string; document: Readonly<Record<string, unknown>> }) {
  const rows = useQuery({
    queryKey: ['rows-behind', document],
    queryFn: ({ signal }) =>
      read<PreviewView>(
        client.api.v1.rules.preview.$post(
          { json: { document: { ...document }, step: SHOWN, limit: MOST_ROWS } },
          { ...inCompany(), init: { signal } },
        ),
      ),
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reached by keyboard.
    <section className="rows-behind" aria-label={title} tabIndex={0}>
      <h3>{title}</h3>
      <Loaded query={rows} rows={4}>
        {(found) =>
          found.rows.length === 0 ? (
            <p className="empty">{text.rowsNone}</p>
          ) : (
            <>
              <table className="table">
                <tbody>
                  {found.rows.map(({ subject, open }) => (
                    <tr key={subject.id}>
                      <td className="wrap">
                        {subject.name} <span className="dimmed">{subject.id}</span>
                      </td>
                      <td className="number">
                        {open.map((each) => (
                          <div key={each.currency}>{exactMoney(each)}</div>
                        ))}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {found.found > found.rows.length && (
                <p className="dimmed">{text.rowsMore(readableCount(found.found - found.rows.length))}</p>
              )}
            </>
          )
        }
      </Loaded>
    </section>
  )
}
