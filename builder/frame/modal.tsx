import { type ReactNode, useEffect, useRef } from 'react'

type Props = {
  readonly label: string
  readonly className: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialogue over the page: Escape and a click beside it close it, and the focus goes back to where it came from. */
export function Modal({ label, className, onClose, children }: Props) {
  const dialogue = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const opened = dialogue.current
    opened?.showModal()
    return () => opened?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, and the browser turns it into a cancel.
    <dialog
      ref={dialogue}
      className={className}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      {children}
    </dialog>
  )
}
