import { failureOf } from './failure.ts'
import type { Dialect, Storage, StorageTx } from './storage.ts'

type Transact = Storage['transact']

/** A transaction that writes in one scope. */
export type TransactTogether = <T>(scope: string, work: (tx: StorageTx) => Promise<T>) => Promise<T>

/** Bounds how long the event loop stands still for one group. */
const TOGETHER_MAX = 8

/**
 * Transactions that are asked for in the same turn of the event loop, or while those before them are being committed, are
 * committed as one: the disk is waited for once, not once for each. They run one after the other, and each is told when
 * all are on the disk. If one throws, nothing of the group holds and each runs again by itself, so that it ends nobody's
 * work but its own.
 *
 * On SQLite, where all scopes wait for one lock, they form one line; on PostgreSQL each scope has its own: one connection
 * waits for the scope's row, and not as many as there are devices.
 */
export function commitTogether(transact: Transact, dialect: Dialect): TransactTogether {
  const lines = new Map<string, Member[]>()
  const commitLine = async (name: string, line: Member[]): Promise<void> => {
    while (line.length > 0) await commitGroup(transact, line.splice(0, TOGETHER_MAX))
    lines.delete(name)
  }
  return <T>(scope: string, work: (tx: StorageTx) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      const name = dialect === 'sqlite' ? '' : scope
      const line = lines.get(name) ?? []
      if (!lines.has(name)) setImmediate(() => void commitLine(name, line))
      lines.set(name, line)
      line.push({
        run: async (tx) => {
          const result = await work(tx)
          return () => resolve(result)
        },
        runAlone: () => transact(work).then(resolve, reject),
        fail: reject,
      })
    })
}

/** One transaction of a group. */
interface Member {
  /** @returns tells the caller, once it is committed */
  run(tx: StorageTx): Promise<() => void>
  runAlone(): Promise<void>
  fail(error: unknown): void
}

async function commitGroup(transact: Transact, members: readonly Member[]): Promise<void> {
  const [only] = members
  if (only && members.length === 1) return only.runAlone()
  try {
    const tellAll = await transact(async (tx) => {
      const committed: (() => void)[] = []
      for (const member of members) committed.push(await member.run(tx))
      return committed
    })
    for (const tell of tellAll) tell()
  } catch (error) {
    // A lock or an ill disk is nobody's fault, and would be met again by each.
    if (failureOf(error) === 'unexpected') for (const member of members) await member.runAlone()
    else for (const member of members) member.fail(error)
  }
}
