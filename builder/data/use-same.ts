import { useRef } from 'react'

/** The value of before, as long as both say the same: whoever is drawn from it is not drawn anew for nothing. */
export function useSame<Value>(value: Value): Value {
  const last = useRef(value)
  if (last.current !== value && JSON.stringify(last.current) !== JSON.stringify(value)) last.current = value
  return last.current
}
