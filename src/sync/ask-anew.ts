import { followSignal } from './follow-signal.ts'

/** Questions that can be put again while their answer is still waited for. */
export interface AskAnew {
  /** @param call may be repeated at will, and ends soon after its signal is aborted */
  ask<T>(call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>
  /** Gives up what is under way and asks again: a call that went into a hole is not answered when the network is back. */
  again(): void
}

/** For one question at a time. */
export function createAskAnew(): AskAnew {
  let giveUp = (): void => undefined
  const ask: AskAnew['ask'] = async (call, signal) => {
    const { controller: attempt, unfollow } = followSignal(signal)
    let isStale = false
    giveUp = () => {
      isStale = true
      attempt.abort()
    }
    const outcome = await call(attempt.signal)
    unfollow()
    giveUp = () => undefined
    return isStale && !signal.aborted ? ask(call, signal) : outcome
  }
  return { ask, again: () => giveUp() }
}
