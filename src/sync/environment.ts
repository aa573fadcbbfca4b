import type { Environment, Timers } from './ports.ts'

/** The real clock, chance and connection state of a browser, a worker or Node. For entry files. */
export function createEnvironment(): Environment {
  return {
    nowMs: () => Date.now(),
    random: () => Math.random(),
    newId: () => uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(16))),
    onLine: () => globalThis.navigator?.onLine ?? true,
  }
}

/** The platform's timers. */
export const platformTimers: Timers = {
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

/**
 * A UUID of version 7 (RFC 9562 §5.7): 48 bits of Unix time in milliseconds, then chance, so that ids made later sort later.
 * @param random 16 bytes, of which 74 bits are used
 */
export function uuidv7(nowMs: number, random: Uint8Array): string {
  const bytes = Uint8Array.from(random)
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(nowMs / 2 ** (8 * (5 - i))) % 256
  bytes[6] = 0x70 | ((random[6] ?? 0) % 16)
  bytes[8] = 0x80 | ((random[8] ?? 0) % 64)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
