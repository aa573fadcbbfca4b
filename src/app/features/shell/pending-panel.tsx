import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useRef, useState } from 'react'

interface PendingPanel {
  readonly isOpen: boolean
  readonly toggle: () => void
  /** Closes it, and gives the focus back to what opened it. */
  readonly close: () => void
  /** Closes it where it lies over the screen that opens next; a wide screen shows both. */
  readonly giveWay: () => void
}

export const PENDING_REGION_ID = 'pending-changes'

/** Is the region "Pending changes" open? Its button is in the header; other places may open it too. */
export function usePendingPanel(): PendingPanel {
  const panel = useContext(PanelContext)
  if (!panel) throw new Error('usePendingPanel: there is no PendingPanelProvider above')
  return panel
}

export function PendingPanelProvider({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  const opener = useRef<Element>(null)
  const close = () => {
    setOpen(false)
    if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus()
  }
  useEscape(isOpen, close)
  useKeptFocus(isOpen)
  const open = () => {
    opener.current = document.activeElement
    setOpen(true)
  }
  const giveWay = () => {
    if (window.innerWidth < SIDE_BY_SIDE_PX) setOpen(false)
  }
  return <PanelContext value={{ isOpen, toggle: isOpen ? close : open, close, giveWay }}>{children}</PanelContext>
}

/** Whatever closes it: if the focus was in it, and nobody took it over, the screen's heading has it. */
function useKeptFocus(isOpen: boolean): void {
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    const { activeElement } = document
    const isLost = !activeElement || activeElement === document.body
    if (wasOpen.current && !isOpen && isLost) document.querySelector('h1')?.focus({ preventScroll: true })
    wasOpen.current = isOpen
  }, [isOpen])
}

/** Escape closes it from everywhere, except under a dialog, which has its own – also while the focus is on none of its controls. */
function useEscape(isOpen: boolean, close: () => void): void {
  const onKey = useEffectEvent(({ key, defaultPrevented }: KeyboardEvent) => {
    if (key === 'Escape' && !defaultPrevented && !document.querySelector('dialog[open]')) close()
  })
  useEffect(() => {
    if (!isOpen) return undefined
    const listener = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [isOpen])
}

/** Tailwind's `2xl`. */
const SIDE_BY_SIDE_PX = 1536

const PanelContext = createContext<PendingPanel | undefined>(undefined)
