/** One of a few things shown, as a row of buttons. */
export function Choice<Key extends string>({
  label,
  options,
  chosen,
  onChoose,
}: {
  label: string
  options: readonly (readonly [Key | null, string])[]
  chosen: Key | null
  onChoose: (key: Key | null) => void
}) {
  return (
    <fieldset className="filter">
      <legend className="visually-hidden">{label}</legend>
      {options.map(([key, title]) => (
        <button
          key={key ?? ''}
          type="button"
          className="filter-button"
          aria-pressed={key === chosen}
          onClick={() => onChoose(key)}
        >
          {title}
        </button>
      ))}
    </fieldset>
  )
}

/** One of several things, where there is no room for a button each. */
export function PlainSelect({
  label,
  options,
  chosen,
  onChoose,
}: {
  label: string
  options: readonly (readonly [string, string])[]
  chosen: string
  onChoose: (key: string) => void
}) {
  return (
    <select
      className="plain-select"
      aria-label={label}
      value={chosen}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {options.map(([key, title]) => (
        <option key={key} value={key}>
          {title}
        </option>
      ))}
    </select>
  )
}
