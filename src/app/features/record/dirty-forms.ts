import { useEffect, useSyncExternalStore } from 'react'

/** Marks a form as holding what is not saved, as long as it is on screen and `isDirty`. */
export function useDirtyForm(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return undefined
    change(1)
    return () => change(-1)
  }, [isDirty])
}

/** Is anything on screen typed and not saved? Then nothing may reload the app. */
export function useAnyDirtyForm(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => dirty > 0,
  )
}

let dirty = 0
const listeners = new Set<() => void>()

function change(by: number): void {
  dirty += by
  for (const listener of listeners) listener()
}
