import type { PendingChange } from '../../../db/local-api.ts'

type Entry = Pick<PendingChange, 'model' | 'id'>

/** What was discarded comes back: its entry takes the focus that its Undo leaves to the region's heading. */
export function awaitBack(entry: Entry | undefined): void {
  awaited = entry
}

/** @returns the entry that was awaited, if it is among these; only once */
export function takeBack(changes: readonly PendingChange[]): PendingChange | undefined {
  const back = awaited && changes.find(({ model, id }) => model === awaited?.model && id === awaited.id)
  if (back) awaited = undefined
  return back
}

let awaited: Entry | undefined
