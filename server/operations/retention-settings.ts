import { z } from 'zod'

const Days = z.int().min(30).max(36_500)

/** How long a company keeps what is of use for a while only. Absent: for ever. Kept in its settings under `retention`. */
export const RetentionSettings = z.strictObject({
  decisionDays: Days.exactOptional(),
  messageDays: Days.exactOptional(),
})
export type RetentionSettings = z.infer<typeof RetentionSettings>

/** What a company's settings say; nothing is removed for settings that cannot be read. */
export function retentionOf(settings: Readonly<Record<string, unknown>>): RetentionSettings {
  return RetentionSettings.parse(settings.retention ?? {})
}
