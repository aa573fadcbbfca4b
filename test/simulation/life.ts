import type { Lock, Timers } from '../../src/sync/ports.ts'
import type { Loop } from './loop.ts'

/** A page, a worker or a server process: it runs, stands still, or is gone and never goes on. */
export interface Life {
  readonly timers: Timers
  isAlive(): boolean
  isFrozen(): boolean
  /** Its next turn: a place where it may stand still, or die. */
  turn(): Promise<void>
  /** Every await of the work is one. */
  around<T>(work: () => Promise<T>): Promise<T>
  freeze(): void
  thaw(): void
  kill(): void
  /** It dies at the n-th of its next turns. */
  dieAfter(turns: number): void
  /** Something happens at the n-th of its next turns, and it goes on. */
  atTurn(turns: number, what: () => void): void
  /** Called once when it dies. */
  onDeath(listener: () => void): void
}

/** @param delayMs of its next turn */
export function createLife(loop: Loop, delayMs: () => number): Life {
  let state: 'running' | 'frozen' | 'dead' = 'running'
  let turnsLeft = Number.POSITIVE_INFINITY
  let planned: { turns: number; readonly what: () => void } | undefined
  let missed: (() => void)[] = []
  const listeners: (() => void)[] = []
  const go = (callback: () => void): void => {
    if (state === 'running') callback()
    else if (state === 'frozen') missed.push(callback)
  }
  const after: Timers['after'] = (ms, callback) => {
    let isCancelled = false
    const cancel = loop.after(ms, () => go(() => isCancelled || callback()))
    return () => {
      isCancelled = true
      cancel()
    }
  }
  const kill = (): void => {
    if (state === 'dead') return
    state = 'dead'
    missed = []
    for (const listener of listeners) listener()
  }
  const turn = (): Promise<void> => {
    if (state === 'running' && turnsLeft-- <= 0) kill()
    if (planned && planned.turns-- <= 0) {
      const { what } = planned
      planned = undefined
      what()
    }
    if (state === 'dead') return new Promise(() => undefined)
    const ms = delayMs()
    // Nothing comes between: no event is needed for it.
    if (ms === 0 && state === 'running') return Promise.resolve()
    return new Promise((resolve) => void after(ms, resolve))
  }
  return {
    timers: { after },
    isAlive: () => state !== 'dead',
    isFrozen: () => state === 'frozen',
    turn,
    around: async (work) => {
      await turn()
      const result = await work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      )
      await turn()
      if ('error' in result) throw result.error
      return result.value
    },
    freeze: () => {
      if (state === 'running') state = 'frozen'
    },
    thaw: () => {
      if (state !== 'frozen') return
      state = 'running'
      const late = missed
      missed = []
      for (const callback of late) after(0, callback)
    },
    kill,
    dieAfter: (turns) => {
      turnsLeft = turns
    },
    atTurn: (turns, what) => {
      planned = { turns, what }
    },
    onDeath: (listener) => void listeners.push(listener),
  }
}

/** The locks of one browser profile: a holder that dies lets go, one that stands still does not. */
export interface LockRoom {
  lockFor(life: Life): Lock
}

export function createLockRoom(): LockRoom {
  let holder: object | undefined
  return {
    lockFor: (life) => ({
      ifAvailable: async (work) => {
        if (holder) return 'busy'
        const mine = {}
        holder = mine
        const release = (): void => {
          if (holder === mine) holder = undefined
        }
        life.onDeath(release)
        return work().finally(release)
      },
      whenFree: () => Promise.reject(new Error('the simulation has no live stream')),
    }),
  }
}
