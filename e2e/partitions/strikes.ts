import type { Random } from '../../server/demo/random.ts'
import type { OpenConnections } from '../harness/fault-proxy.ts'
import type { Fault } from '../harness/faults.ts'

/** How a network fails. */
export interface Strike {
  /** For the table of figures. */
  readonly name: string
  readonly fault: Fault
  /** What becomes of the connections that are open then. */
  readonly open: OpenConnections
  /** The browser itself is told that there is no network. */
  readonly isOffline: boolean
}

/** One of all ways. @param only of these kinds, if any are named */
export function drawStrike(random: Random, only: readonly string[]): Strike {
  const all = FAULTS.map((draw) => draw(random))
  const fault = random.pick(only.length === 0 ? all : all.filter(({ kind }) => only.includes(kind)))
  const isSilent = fault.kind === 'blackHole' || fault.kind === 'stall'
  const open = random.pick<OpenConnections>(isSilent ? ['freeze', 'keep'] : ['cut', 'keep'])
  const isOffline = fault.kind === 'reset' && random.chance(0.5)
  return { name: isOffline ? 'offline' : `${fault.kind}${open === 'freeze' ? ', frozen' : ''}`, fault, open, isOffline }
}

/** Does it reach the calls, and stop or spoil some? Without a network there is no call, and what only delays may come too late to be met. */
export function isFelt({ fault, isOffline }: Strike): boolean {
  return !isOffline && fault.kind !== 'latency' && fault.kind !== 'rate'
}

const FAULTS: readonly ((random: Random) => Fault)[] = [
  ({ between }) => ({ kind: 'latency', delayMs: between(200, 3_000), jitterMs: between(0, 2_000) }),
  ({ between }) => ({ kind: 'rate', bytesPerSecond: between(100, 4_000) }),
  () => ({ kind: 'blackHole' }),
  () => ({ kind: 'blackHole' }),
  ({ between }) => ({ kind: 'stall', afterBytes: between(0, 100) }),
  () => ({ kind: 'reset' }),
  () => ({ kind: 'reset' }),
  ({ between }) => ({ kind: 'truncate', afterBytes: between(0, 100) }),
  () => ({ kind: 'cutAfterCommit' }),
  () => ({ kind: 'duplicate' }),
  () => ({ kind: 'portal' }),
  () => ({ kind: 'badGateway' }),
  ({ between }) => ({ kind: 'unavailable', retryAfterSeconds: between(1, 3) }),
]
