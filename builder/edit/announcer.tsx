import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

const said = createStore<{ text: string; count: number }>()(() => ({ text: '', count: 0 }))

/** Says something to those who cannot see that it happened. */
export function announce(text: string): void {
  said.setState(({ count }) => ({ text, count: count + 1 }))
}

/** Where what is announced is read from. One stands on each page that announces anything. */
export function Announcer() {
  const { text, count } = useStore(said)
  return (
    <div className="visually-hidden" role="status" aria-live="polite" data-announced={count}>
      {/* The same words twice are two announcements; another element makes them new. */}
      <span key={count}>{text}</span>
    </div>
  )
}
