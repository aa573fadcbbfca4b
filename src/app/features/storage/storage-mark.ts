import { useSyncExternalStore } from 'react'

/**
 * A browser short of space clears a site's storage whole, without asking, but not its cookies (F26): one of them remembers that
 * there were records here, and how many of them no server had when Satchel was last open.
 */
export interface StorageMark {
  /** Whose records, in which workspace. */
  readonly owner: string
  readonly unsent: number
}

/** @returns undefined if this browser is not known to have held any records */
export function readMark(): StorageMark | undefined {
  const value = document.cookie.split('; ').find((cookie) => cookie.startsWith(`${NAME}=`))
  const [, owner, unsent] = /=(.+)\.(\d+)$/.exec(value ?? '') ?? []
  return owner === undefined ? undefined : { owner: decodeURIComponent(owner), unsent: Number(unsent) }
}

/** @param mark undefined: nothing here could be missed */
export function putMark(mark: StorageMark | undefined): void {
  const value = mark ? `${encodeURIComponent(mark.owner)}.${mark.unsent}` : ''
  const secure = location.protocol === 'https:' ? '; secure' : ''
  document.cookie = `${NAME}=${value}; path=/; samesite=strict; max-age=${mark ? AGE_S : 0}${secure}`
}

/** What was found to be lost, until the person has read it. */
export function useLostStorage(): StorageMark | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => lost,
  )
}

/** @param found undefined: the person knows */
export function setLost(found: StorageMark | undefined): void {
  lost = found
  for (const listener of listeners) listener()
}

export function isLost(): boolean {
  return lost !== undefined
}

const NAME = 'satchel-kept'
/** As long as browsers keep any cookie. */
const AGE_S = 400 * 24 * 60 * 60

let lost: StorageMark | undefined
const listeners = new Set<() => void>()
