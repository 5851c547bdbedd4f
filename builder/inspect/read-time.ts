/** `9`, `9:30`, `9.30`, `0930`, `4pm`. */
export function readTime(typed: string): string | null {
  const match = /^(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|uhr)?$/i.exec(typed.trim())
  if (match?.[1] === undefined) return null
  const half = match[3]?.toLowerCase()
  const written = Number(match[1])
  const hour = half === 'pm' && written < 12 ? written + 12 : half === 'am' && written === 12 ? 0 : written
  const minute = Number(match[2] ?? 0)
  if (hour > 23 || minute > 59) return null
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}
