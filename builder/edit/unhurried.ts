import { startTransition, useEffect, useState } from 'react'
import { type Editor, useEditor } from './editor.ts'

/** How long somebody who types has to pause before what is not about the letter itself follows. */
const PAUSE_MS = 120

/**
 * What the drawing and the outline show: while somebody types into a rule of two hundred steps, they wait for the end of the word.
 * What any other change makes comes with it, so that the focus finds its step.
 */
export function useUnhurried<Value>(editor: Editor, value: Value): Value {
  const isTyping = useEditor(
    editor,
    // What was taken back or done again is not being typed, even if it was once.
    ({ past, future }) => past.at(-1)?.joins !== undefined && future.length === 0,
  )
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    if (!isTyping) return setSettled(value)
    const timer = setTimeout(() => startTransition(() => setSettled(value)), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value, isTyping])
  return isTyping ? settled : value
}
