import type { ClientRequestOptions } from 'hono/client'

const PLACE = 'dunlin-company'

/** The header in which somebody of several companies says for which one they ask. */
const COMPANY_HEADER = 'dunlin-company'

/** The company chosen in this tab; null for somebody who belongs to a single one, or has not chosen. */
export function chosenCompany(): string | null {
  // Kept for each tab: a choice in another tab must not change under which company a click here is done.
  return window.sessionStorage.getItem(PLACE)
}

/** Chooses a company for this tab, or none. */
export function chooseCompany(id: string | null): void {
  if (id === null) window.sessionStorage.removeItem(PLACE)
  else window.sessionStorage.setItem(PLACE, id)
}

/** What a request says besides what it asks: for which company, if there are several. */
export function inCompany(headers: Record<string, string> = {}): ClientRequestOptions {
  const company = chosenCompany()
  return { headers: company === null ? headers : { ...headers, [COMPANY_HEADER]: company } }
}

/** The address of something a frame shows. A frame can send no header, so the company stands in its address. */
export function framePath(path: string): string {
  const company = chosenCompany()
  return company === null
    ? path
    : `${path}${path.includes('?') ? '&' : '?'}company=${encodeURIComponent(company)}`
}
