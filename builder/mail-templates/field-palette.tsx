import { text } from './words.ts'

/** What a template may name; a click puts it where the cursor is. */
export function FieldPalette({
  fields,
  onInsert,
}: {
  fields: readonly string[]
  onInsert: (field: string) => void
}) {
  return (
    <fieldset className="plain-fieldset">
      <legend>{text.fields}</legend>
      <p className="dimmed">{text.fieldsSentence}</p>
      <div className="filter">
        {fields.map((field) => (
          <button
            key={field}
            type="button"
            className="filter-button"
            title={`{{ ${field} }}`}
            onClick={() => onInsert(field)}
          >
            {text.fieldNames[field] ?? field}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
