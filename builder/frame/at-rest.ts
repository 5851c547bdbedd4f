import { useEffect, useState } from 'react'

/** How long a page has been there before what it does not need at first is fetched. */
const REST_MS = 1000

/** False while a page is new, so that what can wait does not stand in the way of what somebody waits for. */
export function useAtRest(): boolean {
  const [isAtRest, setAtRest] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setAtRest(true), REST_MS)
    return () => clearTimeout(timer)
  }, [])
  return isAtRest
}
