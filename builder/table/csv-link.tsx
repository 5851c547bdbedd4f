import { chosenCompany } from '../data/company-choice.ts'

/** A link to a list as a file for a spreadsheet, narrowed as the page is. A link sends no header, so the company stands in it. */
export function CsvLink({
  path,
  query,
  children,
}: {
  path: string
  query: Readonly<Record<string, string | undefined>>
  children: string
}) {
  const given = Object.entries({ ...query, format: 'csv', company: chosenCompany() ?? undefined })
  const params = new URLSearchParams(
    given.flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, value]])),
  )
  return (
    <a href={`${path}?${params}`} download>
      {children}
    </a>
  )
}
