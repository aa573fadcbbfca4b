import { EventEmitter, once } from 'node:events'

/** Between the clients and whoever kills: tells the ones when there is a server, the other what is on its way to it. */
export interface Gate {
  /** Resolves while there is a server. */
  open(): Promise<void>
  /** One request; it is counted. @throws TypeError if it began or ended with no server: its answer is lost with the machine */
  sending<T>(request: () => Promise<T>): Promise<T>
  /** The server is there. */
  up(): void
  /** Nothing comes out of it any more: it is about to die. */
  down(): void
  /** Resolves when so many more requests have begun, or have been answered. */
  after(count: number, what: 'begun' | 'answered'): Promise<void>
}

export function createGate(): Gate {
  const emitter = new EventEmitter().setMaxListeners(0)
  let isUp = false
  /** Which life of the server this is. */
  let life = 0
  return {
    open: async () => {
      if (!isUp) await once(emitter, 'up')
    },
    sending: async (request) => {
      emitter.emit('begun')
      const begunIn = life
      const answer = await request()
      if (!isUp || life !== begunIn) throw new TypeError('the answer came after the end')
      emitter.emit('answered')
      return answer
    },
    up: () => {
      isUp = true
      life++
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
