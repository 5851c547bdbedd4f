import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { MailSenderView } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { readableInstant } from '../format/day.ts'
import { Explained } from '../frame/explained.tsx'
import { Loaded } from '../frame/loaded.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { TextField } from '../inspect/fields.tsx'
import { SenderForm } from './sender-form.tsx'
import {
  changeMailSettings,
  mailSettingsQuery,
  removeSender,
  sendersQuery,
  tryoutSender,
} from './settings-data.ts'
import { SettingsForm } from './settings-form.tsx'
import { text } from './words.ts'

/** How letters leave, for the company and for each entity, and what stands in every letter. */
export function MailSection() {
  const senders = useQuery(sendersQuery)
  const mail = useQuery(mailSettingsQuery)
  const entities = useQuery(companyQuery).data?.entities ?? []
  const places = [{ id: 'all', name: text.wholeCompany }, ...entities]
  return (
    <>
      <section className="settings-block" aria-label={text.senders}>
        <h2>{text.senders}</h2>
        <Loaded query={senders} rows={3}>
          {(found) => (
            <ul className="plain-list senders">
              {places.map(({ id, name }) => (
                <Sender
                  key={id}
                  entity={id}
                  name={name}
                  sender={found.senders.find((each) => each.entity === id) ?? null}
                />
              ))}
            </ul>
          )}
        </Loaded>
      </section>
      <Loaded query={mail} rows={3}>
        {({ override, paymentLink, linkHosts }) => {
          const saved = {
            override: override ?? '',
            paymentLink: paymentLink ?? '',
            linkHosts: linkHosts.join(', '),
          }
          return (
            <SettingsForm
              key={JSON.stringify(saved)}
              title={text.letters}
              saved={saved}
              save={(draft, why) =>
                changeMailSettings({
                  override: orNull(draft.override),
                  paymentLink: orNull(draft.paymentLink),
                  linkHosts: draft.linkHosts.split(/[\s,]+/).filter(Boolean),
                  why,
                })
              }
            >
              {(draft, change) => (
                <>
                  <TextField
                    label={text.override}
                    help={text.overrideHelp}
                    path="override"
                    value={draft.override}
                    onChange={(next) => change({ override: next })}
                  />
                  <TextField
                    label={text.paymentLink}
                    help={text.paymentLinkHelp}
                    path="paymentLink"
                    value={draft.paymentLink}
                    onChange={(next) => change({ paymentLink: next })}
                  />
                  <TextField
                    label={text.linkHosts}
                    help={text.linkHostsHelp}
                    path="linkHosts"
                    value={draft.linkHosts}
                    onChange={(next) => change({ linkHosts: next })}
                  />
                </>
              )}
            </SettingsForm>
          )
        }}
      </Loaded>
    </>
  )
}

function orNull(typed: string): string | null {
  return typed.trim() === '' ? null : typed.trim()
}

type Props = { readonly entity: string; readonly name: string; readonly sender: MailSenderView | null }

function Sender({ entity, name, sender }: Props) {
  const role = useRole()
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const [isOpen, setIsOpen] = useState(false)
  const tried = useMutation({ mutationFn: tryoutSender })
  const mayChange = isOffered(role, 'manage-settings')
  return (
    <li>
      <strong>{name}</strong>{' '}
      {sender === null ? (
        <span className="dimmed">{entity === 'all' ? text.noSender : text.asWhole}</span>
      ) : (
        <>
          {text.kinds[sender.kind]}, {text.from} {sender.from.name} &lt;{sender.from.address}&gt;{' '}
          <span className="dimmed">{text.setBy(sender.setBy, readableInstant(sender.setAt, timeZone))}</span>
        </>
      )}
      {mayChange && (
        <div className="buttons">
          <Button
            size="compact-xs"
            variant="default"
            aria-label={text.changeFor(name)}
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? text.close : sender === null ? text.set : text.change}
          </Button>
          {sender !== null && (
            <>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={text.testFor(name)}
                loading={tried.isPending}
                onClick={() => tried.mutate(entity)}
              >
                {text.test}
              </Button>
              <Explained
                label={text.removeSender}
                sentence={text.removeSenderSentence}
                change={(why: string) => removeSender({ entity, why })}
              />
            </>
          )}
        </div>
      )}
      <div role="status">
        {tried.data !== undefined && (
          <p>{text.testResults[tried.data.result](tried.data.found ?? tried.data.to)}</p>
        )}
      </div>
      <Refusal error={tried.error} />
      {isOpen && <SenderForm entity={entity} name={name} sender={sender} onSaved={() => setIsOpen(false)} />}
    </li>
  )
}
