import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Stands before the server, hands every byte on, and hears when a request arrives. */
export interface Ear {
  readonly origin: string
  /** Where the server listens, on 127.0.0.1. */
  connectTo(port: number): void
  /** @returns when the first byte of the next request whose path ends so is here, epoch ms */
  heard(path: string): Promise<number>
  close(): Promise<void>
}

/** Listens on a free port. */
export async function createEar(): Promise<Ear> {
  let serverPort = 0
  let waiting: { line: string; resolve: (atMs: number) => void } | undefined
  const open = new Set<Socket>()
  const server = createServer((from) => {
    const to = connect(serverPort, '127.0.0.1')
    for (const socket of [from, to]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      // The other end ends with it.
      socket.on('error', () => undefined)
    }
    from.on('data', (bytes) => {
      // A request's first bytes are its first line, and come in one piece.
      if (!waiting || !bytes.includes(waiting.line)) return
      waiting.resolve(Date.now())
      waiting = undefined
    })
    from.pipe(to).pipe(from)
    from.on('close', () => to.destroy())
    to.on('close', () => from.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    origin: `http://localhost:${port}`,
    connectTo: (to) => {
      serverPort = to
    },
    heard: (path) =>
      new Promise((resolve) => {
        waiting = { line: `${path} HTTP/1.1\r\n`, resolve }
      }),
    close: async () => {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
