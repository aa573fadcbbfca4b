import { useSyncExternalStore } from 'react'

/** What the browser could do for the records, asked only after the first save. */
export type Hint =
  | { readonly kind: 'install'; readonly install: () => Promise<void> }
  /** iOS: only the share sheet installs, and what is in Safari stays in Safari. */
  | { readonly kind: 'installByHand' }
  /** @returns whether the browser has promised it */
  | { readonly kind: 'persist'; readonly persist: () => Promise<boolean> }

/** Chromium's event, which is in no standard yet and therefore not in TypeScript's library. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<unknown>
}

/** Listens from the start: the browser's offer comes once, long before it is shown. */
export function watchInstallOffer(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer = event as BeforeInstallPromptEvent
    tell()
  })
  window.addEventListener('appinstalled', () => {
    offer = undefined
    isDue = false
    tell()
  })
}

/** A save has succeeded: from now on a hint may be shown. */
export function noteSave(): void {
  if (isDue) return
  isDue = true
  tell()
  void askWhetherPersistent()
}

/** The next one, if there is any, comes after the next save: nobody is asked two things in a row. */
export function dismissHint(kind: Hint['kind']): void {
  localStorage.setItem(`hint ${kind}`, 'dismissed')
  isDue = false
  tell()
}

/** The hint to show now, if any. */
export function useHint(): Hint | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
}

let isDue = false
let mayBeCleared = false
let offer: BeforeInstallPromptEvent | undefined
let current: Hint | undefined
const listeners = new Set<() => void>()

function tell(): void {
  current = isDue ? [installHint(), persistHint()].find((hint) => hint && !isDismissed(hint.kind)) : undefined
  for (const listener of listeners) listener()
}

function installHint(): Hint | undefined {
  const given = offer
  if (given) return { kind: 'install', install: async () => void (await given.prompt()) }
  return isSafariOnIos() ? { kind: 'installByHand' } : undefined
}

function persistHint(): Hint | undefined {
  if (!mayBeCleared) return undefined
  const persist = async () => {
    const isKept = await navigator.storage.persist()
    mayBeCleared = !isKept
    dismissHint('persist')
    return isKept
  }
  return { kind: 'persist', persist }
}

async function askWhetherPersistent(): Promise<void> {
  // Absent in some browsers, whatever the types say.
  const storage: StorageManager | undefined = navigator.storage
  mayBeCleared = storage?.persisted !== undefined && !(await storage.persisted())
  tell()
}

function isDismissed(kind: Hint['kind']): boolean {
  return localStorage.getItem(`hint ${kind}`) !== null
}

function isSafariOnIos(): boolean {
  return 'standalone' in navigator && navigator.standalone === false
}
