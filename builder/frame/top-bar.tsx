import { Search } from 'lucide-react'
import type { ComponentProps } from 'react'
import type { CompanyView } from '#server/client.ts'
import { readableDay } from '../format/day.ts'
import { words } from '../words/words.ts'
import { ColourSwitch } from './colours.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { StopSending } from './stop-sending.tsx'
import { WhoAmI } from './who-am-i.tsx'

const text = words.frame

type Props = {
  readonly company: CompanyView | undefined
  readonly who: ComponentProps<typeof WhoAmI>
  readonly onSearch: () => void
}

/** Whose books these are and of which day, the search, who is here, and the way to stop everything. */
export function TopBar({ company, who, onSearch }: Props) {
  return (
    <header className="top-bar">
      <strong>{company?.name ?? ''}</strong>
      {company !== undefined && company.entities.length > 0 && (
        <span
          className="dimmed top-bar-entities"
          title={text.entities(company.entities.map((e) => e.name).join(', '))}
        >
          {company.entities.map((entity) => `${entity.name} (${entity.currency})`).join(' · ')}
        </span>
      )}
      {company !== undefined && <span className="dimmed">{text.asOf(readableDay(company.asOf))}</span>}
      <span className="top-bar-gap" />
      <button type="button" className="search-button" aria-keyshortcuts="Control+K /" onClick={onSearch}>
        <Search size={14} aria-hidden />
        {text.palette.open}
        <kbd aria-hidden>{text.palette.keys}</kbd>
      </button>
      <WhoAmI {...who} />
      <LanguageSwitch />
      <ColourSwitch />
      <StopSending />
    </header>
  )
}
