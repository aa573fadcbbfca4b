import type { Storage, StorageTx } from '../../server/storage/storage.ts'
import type { Life } from './life.ts'
import { askOutside } from './settle.ts'

/** What the database or its machine does at one of the next calls; each happens once. */
export type Mishap =
  /** The process dies at the n-th statement: the transaction is rolled back. */
  | { readonly kind: 'die'; statement: number }
  /** Dies after a commit, before anybody hears of it. */
  | { readonly kind: 'dieAfter' }
  /** The engine says that transactions collided, again and again. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'full' }
  /** A bug: this transaction throws. */
  | { readonly kind: 'bug' }
  /** A change of this record throws, whenever it is judged. */
  | { readonly kind: 'poison'; readonly id: string }

export interface Mishaps {
  next: Mishap | undefined
  /** Which came true. */
  readonly happened: (kind: Mishap['kind']) => void
}

/** Stands between the rules and the database: every transaction is an await where the process may stand still or die. */
export function wrapStorage(storage: Storage, life: Life, mishaps: Mishaps): Storage {
  const take = (kinds: readonly Mishap['kind'][]): Mishap | undefined => {
    const { next } = mishaps
    if (!next || !kinds.includes(next.kind)) return undefined
    if (next.kind !== 'poison') {
      mishaps.next = undefined
      mishaps.happened(next.kind)
    }
    return next
  }
  const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
    const answer = await askOutside(() => (life.isAlive() ? ask() : undefined)).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
    // Who died meanwhile hears nothing.
    if (!life.isAlive()) return new Promise(() => undefined)
    if ('error' in answer) throw answer.error
    return answer.value
  }
  const transact = async <T>(work: (tx: StorageTx) => Promise<T>): Promise<T> => {
    await life.turn()
    const mishap = take(['die', 'busy', 'full', 'bug', 'poison'])
    if (mishap?.kind === 'busy') throw Object.assign(new Error('simulated'), { code: 'SQLITE_BUSY' })
    if (mishap?.kind === 'full') throw Object.assign(new Error('simulated'), { code: 'SQLITE_FULL' })
    const result = await asked(() => storage.transact(mishap ? (tx) => work(failing(tx, mishap, life, mishaps)) : work))
    if (take(['dieAfter'])) {
      life.kill()
      return new Promise(() => undefined)
    }
    await life.turn()
    return result
  }
  return {
    ...storage,
    transact,
    read: async (work) => {
      await life.turn()
      const result = await asked(() => storage.read(work))
      await life.turn()
      return result
    },
  }
}

function failing(tx: StorageTx, mishap: Mishap, life: Life, mishaps: Mishaps): StorageTx {
  const before = (method: string, args: readonly unknown[]): void => {
    if (mishap.kind === 'bug' && method === 'putScope') throw new Error('simulated bug')
    if (mishap.kind === 'die' && mishap.statement-- <= 0) {
      life.kill()
      throw new Error('simulated death')
    }
    if (mishap.kind === 'poison' && method === 'putRecords' && JSON.stringify(args).includes(`"${mishap.id}"`)) {
      mishaps.happened('poison')
      throw new Error('simulated poison')
    }
  }
  const wrapped = Object.entries(tx).map(([method, call]) => [
    method,
    (...args: unknown[]) => {
      before(method, args)
      return (call as (...args: unknown[]) => unknown)(...args)
    },
  ])
  // The same methods by the same names.
  return Object.fromEntries(wrapped) as StorageTx
}
