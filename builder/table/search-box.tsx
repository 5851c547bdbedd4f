import { useEffect, useRef, useState } from 'react'

/** How long somebody has to pause in typing before the list is asked for. */
const PAUSE_MS = 200

/** What is searched for. It is asked for once the typing pauses, so that a list is not fetched for every letter. */
export function SearchBox({
  label,
  value,
  onSearch,
}: {
  label: string
  value: string
  onSearch: (text: string) => void
}) {
  const [text, setText] = useState(value)
  const asked = useRef(value)
  // Going back changes the address, and with it what is searched for.
  useEffect(() => {
    if (value === asked.current) return
    asked.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text === asked.current) return
    const pause = setTimeout(() => {
      asked.current = text
      onSearch(text)
    }, PAUSE_MS)
    return () => clearTimeout(pause)
  }, [text, onSearch])
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}
