/** The sections of the settings; which one is open is part of the address. */
export const SETTINGS_SECTIONS = [
  'company',
  'mode',
  'calendar',
  'limits',
  'mail',
  'suppressed',
  'people',
  'keys',
  'account',
] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]
