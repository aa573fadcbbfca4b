import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'

/** A native modal dialog; the browser keeps the focus inside, closes it on Escape and puts the focus back. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  // Before the element goes away, or the browser would not put the focus back.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className="m-auto max-h-[calc(100dvh-24px)] w-[min(100vw-24px,56rem)] overflow-auto rounded-card bg-paper p-4 text-ink shadow-raised md:p-6"
    >
      <h2 id={titleId} className="mb-4 text-20 font-semibold">
        {title}
      </h2>
      {children}
    </dialog>
  )
}
