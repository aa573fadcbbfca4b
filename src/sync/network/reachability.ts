import type { DrainEnd, DrainReport } from '../drain-report.ts'
import { pause } from '../pause.ts'
import type { Environment, Outcome, Timers, Transport } from '../ports.ts'

export interface ReachabilityOptions {
  readonly transport: Pick<Transport, 'health'>
  readonly timers: Timers
  readonly environment: Environment
  /** Is there a reason to ask: a page that is seen, something that waits, a server that was not heard? Looked at each time. */
  readonly isWanted: () => Promise<boolean>
  /** The server answers again. */
  readonly onReached: () => void
}

/** Finds out that the server can be reached again where no event tells: decision 0005. */
export interface Reachability {
  /** A drain has begun. It may hang: from now on the server is asked, if that is wanted. */
  began(): void
  /** A drain has ended so: one that got through, or waits for something else than the network, ends the asking. */
  ended(report: DrainReport): void
  stop(): void
}

/** From the beginning of one question to that of the next; one that is not answered by then is given up. */
export const ASK_MS_MIN = 500
export const ASK_MS_MAX = 1_000

/** @see Reachability */
export function createReachability(options: ReachabilityOptions): Reachability {
  let asking: AbortController | undefined
  // Known to answer: that a drain fails all the same is not the network's fault, and no reason to drain again.
  let answers = false
  let isStopped = false

  const rest = (): void => {
    asking?.abort()
    asking = undefined
  }
  const ask = async (signal: AbortSignal): Promise<void> => {
    // Most drains end before; and devices whose connections broke at the same moment do not ask at the same moment.
    await pause(options.timers, intervalMs(options.environment), signal)
    while (!signal.aborted) {
      const outcome = await askOnce(options, signal)
      if (signal.aborted) return
      if (outcome === undefined) continue
      const answered = outcome.kind === 'answer'
      if (answered && !answers) options.onReached()
      answers = answered
      if (answered) return
    }
  }
  return {
    began: () => {
      if (asking || isStopped) return
      const mine = new AbortController()
      asking = mine
      const ended = (): void => {
        if (asking === mine) asking = undefined
      }
      // That it could not be read whether something waits: the next drain begins anew.
      void ask(mine.signal).then(ended, ended)
    },
    ended: ({ end }) => {
      if (end.kind === 'busy' || end.kind === 'broken' || isCutOff(end)) return
      rest()
      answers = false
    },
    stop: () => {
      isStopped = true
      rest()
    },
  }
}

/** It failed, or waits out a failure; a server that asked for patience gets it. */
function isCutOff(end: DrainEnd): boolean {
  return end.kind === 'waiting' && !end.asked && (end.error !== undefined || end.waitMs > 0)
}

/** One question, if it is wanted; an answer is told at once, anything else when its time is over. */
async function askOnce(options: ReachabilityOptions, signal: AbortSignal): Promise<Outcome<unknown> | undefined> {
  const { transport, timers, environment, isWanted } = options
  const giveUp = new AbortController()
  const isOver = pause(timers, intervalMs(environment), signal).then(() => giveUp.abort())
  const outcome = (await isWanted()) ? await transport.health(giveUp.signal) : undefined
  if (outcome?.kind === 'answer') return outcome
  await isOver
  if (outcome?.kind === 'problem') await pause(timers, outcome.retryAfterMs ?? 0, signal)
  return outcome
}

function intervalMs({ random }: Environment): number {
  return ASK_MS_MIN + random() * (ASK_MS_MAX - ASK_MS_MIN)
}
