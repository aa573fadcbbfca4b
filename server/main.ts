import { parseConfig } from './config.ts'
import { DEMO_PASSWORD, DEMO_USERS } from './demo/seed.ts'
import { type Satchel, startSatchel } from './satchel.ts'
import { explainStartError } from './start-error.ts'

// The server as a process: configuration in, signals and exit codes out.

const outcome = parseConfig(process.env)
if (outcome.kind === 'refused') fail(outcome.reasons)
const { config } = outcome

const satchel = await startSatchel(config, { onError: (error) => console.error(error) }).catch((error: unknown) =>
  fail([explainStartError(error, config) ?? error]),
)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(satchel, signal))
// Last: who waits for it may end us at once.
console.log(greeting(satchel))

function greeting({ url, hasDemo }: Satchel): string {
  const address = config.port === 0 ? url : config.origin
  const accounts = DEMO_USERS.map(({ email, role }) => `  ${email}  (${role})`)
  return [
    `Satchel is at ${address}`,
    ...(hasDemo ? ['Demo accounts, password ' + DEMO_PASSWORD + ':', ...accounts] : []),
  ].join('\n')
}

async function stop(running: Satchel, signal: string): Promise<void> {
  console.log(`${signal}: finishing what runs.`)
  await running.close()
  process.exit(0)
}

function fail(reasons: readonly unknown[]): never {
  for (const reason of reasons) console.error(typeof reason === 'string' ? `Satchel did not start. ${reason}` : reason)
  process.exit(1)
}
