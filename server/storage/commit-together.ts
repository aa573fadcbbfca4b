import { failureOf } from './failure.ts'
import type { Storage, StorageTx } from './storage.ts'

type Transact = Storage['transact']

/** Bounds how long the event loop stands still for one group. */
const TOGETHER_MAX = 8

/**
 * A `transact` whose transactions, if asked for in the same turn of the event loop, are committed as one: the disk is waited for
 * once, not once for each. They run one after the other, and each is told when all are on the disk. If one throws, nothing of
 * the group holds and each runs again by itself, so that it ends nobody's work but its own.
 */
export function commitTogether(transact: Transact): Transact {
  let waiting: Member[] = []
  const commit = async (): Promise<void> => {
    const members = waiting
    waiting = []
    for (let start = 0; start < members.length; start += TOGETHER_MAX) {
      await commitGroup(transact, members.slice(start, start + TOGETHER_MAX))
    }
  }
  return <T>(work: (tx: StorageTx) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(() => void commit())
      waiting.push({
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
