// The far end of the cable: forwards 10.77.0.2:CABLE_PORT to the server's Unix socket, and pulls or plugs the cable when
// its control connection says so. Ends when that connection does.
import { execFileSync } from 'node:child_process'
import { connect, createServer } from 'node:net'

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })

/** The browser's side creates the cable after this process began. */
async function plugIn() {
  for (;;) {
    try {
      ip('link', 'show', 'vs')
      break
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  ip('link', 'set', 'lo', 'up')
  ip('addr', 'add', '10.77.0.2/24', 'dev', 'vs')
  ip('link', 'set', 'vs', 'up')
}

await plugIn()
createServer((socket) => {
  const upstream = connect(process.env.CABLE_UPSTREAM)
  socket.pipe(upstream).pipe(socket)
  socket.on('error', () => upstream.destroy())
  upstream.on('error', () => socket.destroy())
}).listen(Number(process.env.CABLE_PORT), '10.77.0.2', () => {
  const control = connect(process.env.CABLE_CONTROL)
  control.write('ready\n')
  control.on('data', (chunk) => {
    for (const command of String(chunk).split('\n').filter(Boolean)) {
      ip('link', 'set', 'vs', command)
      control.write(`${command}\n`)
    }
  })
  control.on('close', () => process.exit())
  control.on('error', () => process.exit())
})
