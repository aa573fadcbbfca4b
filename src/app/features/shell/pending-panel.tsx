import { createContext, type ReactNode, useContext, useState } from 'react'

interface PendingPanel {
  readonly isOpen: boolean
  readonly toggle: () => void
  readonly close: () => void
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
  const panel = { isOpen, toggle: () => setOpen((was) => !was), close: () => setOpen(false) }
  return <PanelContext value={panel}>{children}</PanelContext>
}

const PanelContext = createContext<PendingPanel | undefined>(undefined)
