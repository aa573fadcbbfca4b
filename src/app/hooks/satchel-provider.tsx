import type { ReactNode } from 'react'
import type { Satchel } from '../../db/local-api.ts'
import { SatchelContext } from './satchel-context.ts'
import { SyncProvider } from './use-sync.tsx'

/** Gives everything below it one person's data in one scope: `useRecords`, `useRecord`, `useSync` and `useSatchel` read from it. */
export function SatchelProvider({ satchel, children }: { satchel: Satchel; children: ReactNode }) {
  return (
    <SatchelContext value={satchel}>
      <SyncProvider>{children}</SyncProvider>
    </SatchelContext>
  )
}
