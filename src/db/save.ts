import { sawBefore } from '../sync/core/saw.ts'
import type { Entry, SavedEntry, VisibleRow } from '../sync/core/types.ts'
import { QuotaExceeded } from '../sync/errors.ts'
import type { Connection } from './connection.ts'
import { isConnectionLost, isDiskFull, storageError } from './errors.ts'
import type { SaveJournal } from './save-journal.ts'
import type { LocalRow, LogRecord, StoredArchive, StoreName } from './schema.ts'
import { abort, completion, resultOf } from './transaction.ts'

type NewSave = Omit<SavedEntry, 'key'>

const STORES: readonly StoreName[] = ['local', 'log', 'outbox']

/**
 * The write path. It reads nothing, queues its puts and commits before this call returns: a page that goes away in the next
 * instant takes nothing with it (F67).
 * @returns the entry's key once the transaction is complete
 * @throws QuotaExceeded, StorageUnavailable: nothing was stored
 */
export async function save(connection: Connection, entry: NewSave, visible: VisibleRow | null): Promise<number> {
  const idb = connection.current()
  try {
    return await put(connection, entry, visible)
  } catch (error) {
    if (isDiskFull(error) && (await connection.makeRoom())) return putAgain(connection, entry, visible)
    if (!isConnectionLost(error)) throw storageError(error)
  }
  await connection.reopen(idb)
  // The lost transaction may have been complete: look before it is put a second time (F27).
  const stored = await connection.run(['outbox'], 'readonly', (tx) => findSaved(tx, entry))
  return stored ?? putAgain(connection, entry, visible)
}

async function putAgain(connection: Connection, entry: NewSave, visible: VisibleRow | null): Promise<number> {
  try {
    return await put(connection, entry, visible)
  } catch (error) {
    throw storageError(error)
  }
}

function put(connection: Connection, entry: NewSave, visible: VisibleRow | null): Promise<number> {
  const idb = connection.current()
  if (!idb) return Promise.reject(new DOMException('the connection is not open', 'InvalidStateError'))
  const tx = idb.transaction(STORES, 'readwrite', { durability: 'strict' })
  const complete = completion(tx)
  try {
    const { model, id } = entry
    const added = tx.objectStore('outbox').add(entry) as IDBRequest<number> // `++key`
    tx.objectStore('local').put({ model, id, row: visible, saw: sawBefore([entry]) } satisfies LocalRow)
    const savedAt = entry.editedAt
    const record: Omit<LogRecord, 'n'> = { rows: { [model]: [id] }, entries: [], savedAt }
    const logged = tx.objectStore('log').add(record) as IDBRequest<number> // `++n`
    tx.commit()
    // Other tabs are told now, because this page may be gone after the commit. One that has begun to read
    // before is told again when it is complete; this tab itself hears only then, of what is stored.
    connection.channel.notifyOthers('records')
    return complete.then(() => {
      const key = added.result
      connection.channel.notify('records', { n: logged.result, entry: { ...entry, key }, visible })
      return key
    })
  } catch (error) {
    abort(tx)
    return Promise.reject(error)
  }
}

/**
 * At a start: puts every save again that a page which went away began, and that the browser dropped. Where the disk is full
 * they stay written down for a later start. @throws StorageUnavailable
 */
export async function finishSaves(connection: Connection, journal: SaveJournal): Promise<void> {
  for (const { entry, visible, strike } of journal.unfinished()) {
    const isStored = await connection.run(['log', 'outbox', 'archive'], 'readonly', (tx) => wasSaved(tx, entry))
    try {
      if (!isStored) await save(connection, entry, visible)
    } catch (error) {
      if (error instanceof QuotaExceeded) return
      throw error
    }
    strike()
  }
}

/** Does the log name this save, or is it, or a later one of its record, in the outbox or among what the server has? */
async function wasSaved(tx: IDBTransaction, { model, id, editedAt }: NewSave): Promise<boolean> {
  const log = resultOf<LogRecord[]>(tx.objectStore('log').getAll())
  const waiting = resultOf<Entry[]>(tx.objectStore('outbox').index('[model+id]').getAll([model, id]))
  const archived = resultOf<StoredArchive[]>(tx.objectStore('archive').getAll())
  const isLogged = (await log).some(({ rows, savedAt }) => savedAt === editedAt && rows[model]?.includes(id))
  const changes = [...(await waiting), ...(await archived).flatMap(({ changes }) => changes)]
  return isLogged || changes.some((change) => change.model === model && change.id === id && change.editedAt >= editedAt)
}

/** The key of this very save if it was stored, folded or not: nobody saves one record twice in a millisecond. */
async function findSaved(tx: IDBTransaction, entry: NewSave): Promise<number | undefined> {
  const index = tx.objectStore('outbox').index('[model+id]')
  const entries = await resultOf<Entry[]>(index.getAll([entry.model, entry.id]))
  return entries.find(({ editedAt }) => editedAt === entry.editedAt)?.key
}
