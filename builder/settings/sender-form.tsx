import { PasswordInput } from '@mantine/core'
import type { MailSenderView } from '#server/client.ts'
import { useProblemAt } from '../inspect/field-problems.ts'
import { ChoiceField, TextField } from '../inspect/fields.tsx'
import { RequiredNumber } from './number-fields.tsx'
import { type SenderChange, saveSender } from './settings-data.ts'
import { SettingsForm } from './settings-form.tsx'
import { text } from './words.ts'

type Draft = ReturnType<typeof draftOf>

const KINDS = [
  ['smtp', text.kinds.smtp],
  ['resend', text.kinds.resend],
] as const
const SECURITIES = ['tls', 'starttls', 'none'] as const
const SUBMISSION_PORT = 465

/** How letters of an entity leave. A secret is only ever written: what is kept is not shown. */
export function SenderForm({
  entity,
  name,
  sender,
  onSaved,
}: {
  entity: string
  name: string
  sender: MailSenderView | null
  onSaved: () => void
}) {
  return (
    <SettingsForm
      title={text.senderFor(name)}
      saved={draftOf(sender)}
      save={async (draft, why) => {
        await saveSender({ entity, json: changeOf(draft, sender, why) })
        onSaved()
      }}
    >
      {(draft, change) => (
        <>
          <ChoiceField
            label={text.kind}
            path="kind"
            value={draft.kind}
            values={KINDS}
            onChange={(kind) => change({ kind: kind === 'resend' ? 'resend' : 'smtp' })}
          />
          <div className="field-row">
            <Text label={text.fromName} path="from.name" of="fromName" {...{ draft, change }} />
            <Text label={text.fromAddress} path="from.address" of="fromAddress" {...{ draft, change }} />
          </div>
          <div className="field-row">
            <Text label={text.replyName} path="replyTo.name" of="replyName" {...{ draft, change }} />
            <Text label={text.replyAddress} path="replyTo.address" of="replyAddress" {...{ draft, change }} />
          </div>
          <Text label={text.cc} help={text.ccHelp} path="cc" of="cc" {...{ draft, change }} />
          {draft.kind === 'smtp' ? (
            <>
              <div className="field-row">
                <Text label={text.host} path="host" of="host" {...{ draft, change }} />
                <RequiredNumber
                  label={text.port}
                  path="port"
                  value={draft.port}
                  onChange={(port) => change({ port })}
                />
                <ChoiceField
                  label={text.security}
                  path="security"
                  value={draft.security}
                  values={SECURITIES.map((each) => [each, text.securities[each]] as const)}
                  onChange={(next) => change({ security: SECURITIES.find((each) => each === next) ?? 'tls' })}
                />
              </div>
              <div className="field-row">
                <Text label={text.user} path="user" of="user" {...{ draft, change }} />
                <Secret
                  label={text.password}
                  path="password"
                  isKept={sender?.kind === 'smtp' && sender.hasSecret}
                  value={draft.secret}
                  onChange={(secret) => change({ secret })}
                />
              </div>
            </>
          ) : (
            <>
              <Secret
                label={text.apiKey}
                path="apiKey"
                isKept={sender?.kind === 'resend' && sender.hasSecret}
                value={draft.secret}
                onChange={(secret) => change({ secret })}
              />
              <Secret
                label={text.webhookSecret}
                help={text.webhookHelp}
                path="webhookSecret"
                isKept={sender?.hasWebhookSecret ?? false}
                value={draft.webhookSecret}
                onChange={(webhookSecret) => change({ webhookSecret })}
              />
              {sender !== null && sender.webhookUrl !== null && (
                <p>
                  {text.webhookUrl}: <code>{sender.webhookUrl}</code>
                </p>
              )}
            </>
          )}
        </>
      )}
    </SettingsForm>
  )
}

type TextKey = 'fromName' | 'fromAddress' | 'replyName' | 'replyAddress' | 'cc' | 'host' | 'user'

function Text({
  of,
  draft,
  change,
  ...field
}: {
  of: TextKey
  label: string
  help?: string
  path: string
  draft: Draft
  change: (part: Partial<Draft>) => void
}) {
  return <TextField {...field} value={draft[of]} onChange={(next) => change({ [of]: next })} />
}

function Secret({
  label,
  help,
  path,
  isKept,
  value,
  onChange,
}: {
  label: string
  help?: string
  path: string
  isKept: boolean
  value: string
  onChange: (value: string) => void
}) {
  const problem = useProblemAt(path)
  return (
    <PasswordInput
      size="xs"
      data-path={path}
      label={label}
      description={isKept ? text.keptSecret : help}
      error={problem}
      autoComplete="off"
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

function draftOf(sender: MailSenderView | null) {
  return {
    kind: sender?.kind ?? ('smtp' as const),
    fromName: sender?.from.name ?? '',
    fromAddress: sender?.from.address ?? '',
    replyName: sender?.replyTo.name ?? '',
    replyAddress: sender?.replyTo.address ?? '',
    cc: (sender?.cc ?? []).map(({ address }) => address).join(', '),
    host: sender?.host ?? '',
    port: sender?.port ?? SUBMISSION_PORT,
    security: sender?.security ?? ('tls' as const),
    user: sender?.user ?? '',
    secret: '',
    webhookSecret: '',
  }
}

function changeOf(draft: Draft, sender: MailSenderView | null, why: string): SenderChange {
  const shared = {
    from: { name: draft.fromName.trim(), address: draft.fromAddress.trim() },
    replyTo: { name: draft.replyName.trim(), address: draft.replyAddress.trim() },
    cc: draft.cc
      .split(/[\s,]+/)
      .filter(Boolean)
      // A copy keeps the name it had; a form of names and addresses for each would be more than anybody fills in.
      .map((address) => sender?.cc.find((each) => each.address === address) ?? { name: '', address }),
    why,
  }
  if (draft.kind === 'resend')
    return {
      kind: 'resend',
      ...shared,
      baseUrl: sender?.baseUrl ?? null,
      ...(draft.secret !== '' && { apiKey: draft.secret }),
      ...(draft.webhookSecret !== '' && { webhookSecret: draft.webhookSecret }),
    }
  return {
    kind: 'smtp',
    ...shared,
    host: draft.host.trim(),
    port: draft.port,
    security: draft.security,
    user: draft.user.trim() === '' ? null : draft.user.trim(),
    ...(draft.secret !== '' && { password: draft.secret }),
  }
}
