import type { Outcome, Transport } from '../ports.ts'

/**
 * A transport whose code is fetched when it is first needed: a page that shows what it has needs none, the worker drains.
 * @param load called again by the next call if it failed
 */
export function lazyTransport(load: () => Promise<Transport>): Transport {
  let loaded: Promise<Transport> | undefined
  const using = async <T>(call: (transport: Transport) => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    try {
      return await call(await (loaded ??= load()))
    } catch (error) {
      loaded = undefined
      return { kind: 'unreachable', message: String(error), timedOut: false }
    }
  }
  return {
    health: (...rest) => using((transport) => transport.health(...rest)),
    push: (...rest) => using((transport) => transport.push(...rest)),
    pull: (...rest) => using((transport) => transport.pull(...rest)),
    snapshot: (...rest) => using((transport) => transport.snapshot(...rest)),
    live: (...rest) => using((transport) => transport.live(...rest)),
  }
}
