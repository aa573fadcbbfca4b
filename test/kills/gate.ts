import { EventEmitter, once } from 'node:events'

/** Between the clients and whoever kills: tells the ones when there is a server, the other what is on its way to it. */
export interface Gate {
  /** Resolves while there is a server. */
  open(): Promise<void>
  /** One request; it is counted. */
  sending<T>(request: () => Promise<T>): Promise<T>
  /** The server is there. */
  up(): void
  down(): void
  /** Resolves when so many more requests have begun, or have been answered. */
  after(count: number, what: 'begun' | 'answered'): Promise<void>
}

export function createGate(): Gate {
  const emitter = new EventEmitter().setMaxListeners(0)
  let isUp = false
  return {
    open: async () => {
      if (!isUp) await once(emitter, 'up')
    },
    sending: async (request) => {
      emitter.emit('begun')
      const answer = await request()
      emitter.emit('answered')
      return answer
    },
    up: () => {
      isUp = true
      emitter.emit('up')
    },
    down: () => {
      isUp = false
    },
    after: (count, what) =>
      new Promise((resolve) => {
        let left = count
        const hear = (): void => {
          if (--left > 0) return
          emitter.off(what, hear)
          resolve()
        }
        emitter.on(what, hear)
      }),
  }
}
