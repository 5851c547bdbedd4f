import { limitsOf } from '#server/guards/company-limits.ts'
import { nextSendTime } from '#server/guards/send-window.ts'
import type { Guards } from './dispatch-services.ts'

/** The guards by the settings of a company: its send window, in the zone and with the holidays of the legal entity that writes. */
export const companyGuards: Guards = {
  sendTime: ({ company, entity, now }) =>
    nextSendTime({
      limits: limitsOf(company.settings),
      timeZone: entity?.timeZone ?? company.timeZone,
      country: entity?.country ?? null,
      now,
    }),
}
