import type { SavedEntry, VisibleRow } from '../sync/core/types.ts'

/** One save, as the write path puts it. */
export interface Save {
  readonly entry: Omit<SavedEntry, 'key'>
  readonly visible: VisibleRow | null
}

/**
 * Saves under way, written down where a page writes at once. The browser drops a committed IndexedDB transaction that still
 * waits for its turn behind another one when its page goes away: 2 of 60 saves under load in Chromium 156 (F67). The next start
 * puts such a save again.
 */
export interface SaveJournal {
  /** Writes a save down. @returns a function that strikes it out again, for when its transaction has ended, well or not */
  begin(save: Save): () => void
  /** Saves whose end no page has seen, oldest first; most of them are stored. */
  unfinished(): readonly UnfinishedSave[]
}

export interface UnfinishedSave extends Save {
  strike(): void
}

/**
 * @param name of the database
 * @param storage undefined where there is none (a worker, private windows): then nothing is written down
 */
export function createSaveJournal(name: string, storage = localStorageOrNone()): SaveJournal {
  const prefix = `${name}${MARK}`
  const strike = (key: string) => () => storage?.removeItem(key)
  return {
    begin: (save) => {
      const { editedAt, model, id } = save.entry
      const key = `${prefix}${editedAt} ${model} ${id}`
      try {
        storage?.setItem(key, JSON.stringify(save))
      } catch {
        // Full: the transaction stands alone, as it does almost always.
      }
      return strike(key)
    },
    unfinished: () => {
      if (!storage) return []
      const keys = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? '')
      return keys
        .filter((key) => key.startsWith(prefix))
        .sort()
        .flatMap((key) => {
          const save = parseSave(storage.getItem(key))
          return save ? [{ ...save, strike: strike(key) }] : []
        })
    },
  }
}

/** The databases of which some saves are unfinished. */
export function journaledDatabases(storage = localStorageOrNone()): string[] {
  const keys = storage ? Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? '') : []
  return [...new Set(keys.flatMap((key) => (key.includes(MARK) ? key.slice(0, key.indexOf(MARK)) : [])))]
}

const MARK = ' save '

/** Damaged text must not keep the app from opening; it stays where it is. */
function parseSave(text: string | null): Save | undefined {
  try {
    // Only `begin` writes under these names.
    return text === null ? undefined : (JSON.parse(text) as Save)
  } catch {
    return undefined
  }
}

function localStorageOrNone(): Storage | undefined {
  try {
    // Absent in workers and in Node, whatever the types say.
    return (globalThis as { readonly localStorage?: Storage }).localStorage
  } catch {
    return undefined
  }
}
