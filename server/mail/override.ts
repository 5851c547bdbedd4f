import { escapeHtml } from './foreign-text.ts'
import type { FrozenMail, MailSender } from './mail-sender.ts'

/** A sender whose letters all go to one address; whom each was for stands in its first line, and nobody gets a copy. */
export function sentInsteadTo(address: string, sender: MailSender): MailSender {
  return { ...sender, send: (mail, order) => sender.send(redirected(mail, address), order) }
}

function redirected(mail: FrozenMail, address: string): FrozenMail {
  const meant = [mail.to, ...mail.cc].map((each) => `${each.name} <${each.address}>`.trim()).join(', ')
  const line = `This is not production: the letter below was for ${meant}.`
  const body = /<body[^>]*>/i.exec(mail.html)
  const start = body === null ? 0 : body.index + body[0].length
  return {
    ...mail,
    to: { name: '', address },
    cc: [],
    text: `${line}\n\n${mail.text}`,
    html: `${mail.html.slice(0, start)}<p><strong>${escapeHtml(line)}</strong></p>${mail.html.slice(start)}`,
  }
}
