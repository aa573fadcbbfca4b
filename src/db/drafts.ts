import { Dexie, type Table } from 'dexie'
import type { Connection } from './connection.ts'
import { StorageUnavailable } from '../sync/errors.ts'
import { storageError } from './errors.ts'
import type { Draft, Satchel } from './local-api.ts'
import type { DraftRow } from './schema.ts'

export type Drafts = Pick<Satchel, 'putDraft' | 'getDraft' | 'deleteDraft' | 'drafts' | 'putChoices' | 'getChoices'>

/** Unsaved input of forms and conflict dialogs: on this device only, never sent. */
export function createDrafts({
  dexie,
  run,
}: Connection): Drafts & { deleteChoices(entries: readonly number[]): Promise<void> } {
  const drafts = dexie.table<DraftRow, [string, string]>('drafts')
  const choices = dexie.table<{ readonly [field: string]: unknown }, number>('choices')
  return {
    // Committed in the turn of the key, so that a page that goes away at once loses nothing.
    putDraft: (model, id, draft) =>
      run(['drafts'], 'readwrite', async (tx) => void tx.objectStore('drafts').put({ model, id, draft })),
    getDraft: async (model, id): Promise<Draft | undefined> => (await named(drafts.get([model, id])))?.draft,
    deleteDraft: (model, id) => named(drafts.delete([model, id])),
    drafts: async (model) => {
      const all = drafts.where('[model+id]').between([model, Dexie.minKey], [model, Dexie.maxKey])
      const rows = await named(all.toArray().catch((error: unknown) => readEach(drafts, all.primaryKeys(), error)))
      return new Map(rows.map(({ id, draft }) => [id, draft]))
    },
    putChoices: async (entry, chosen) => void (await named(choices.put(chosen, entry))),
    getChoices: (entry) => named(choices.get(entry)),
    deleteChoices: (entries) => named(choices.bulkDelete([...entries])),
  }
}

/** One that cannot be read must not hide the others (F5). @throws `error` if none can be read: then it is the storage */
async function readEach(
  drafts: Table<DraftRow, [string, string]>,
  keys: PromiseLike<[string, string][]>,
  error: unknown,
) {
  const read = await Promise.allSettled((await keys).map(async (key) => drafts.get(key)))
  const rows = read.flatMap((result) => (result.status === 'fulfilled' ? (result.value ?? []) : []))
  if (rows.length === 0) throw new StorageUnavailable('no draft can be read', { cause: error })
  return rows
}

async function named<T>(work: PromiseLike<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    // Dexie wraps what the browser said.
    const inner = error instanceof Error && 'inner' in error ? error.inner : undefined
    throw storageError(inner ?? error)
  }
}
