import { spawn } from 'node:child_process'
import { dirname } from 'node:path'

/**
 * Runs one program from the project's root, without standard input.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean, timeoutMs?: number }} [options] `quiet` keeps the output back
 * @returns {Promise<{ code: number, output: string }>} 127 if the program does not exist, 124 after `timeoutMs`;
 *   `output` is both streams, in order
 */
export function run(command, args, { env = {}, quiet = false, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let timedOut = false
    const take = (stream) => (chunk) => {
      output += chunk
      if (!quiet) stream.write(chunk)
    }
    // Whoever ends us ends what we started, and then us.
    const forward = (signal) => {
      child.on('close', () => process.exit(signal === 'SIGINT' ? 130 : 143))
      child.kill(signal)
    }
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => (timedOut = child.kill()), timeoutMs)
    const settle = (code) => {
      clearTimeout(timer)
      for (const signal of signals) process.off(signal, forward)
      resolve({ code: timedOut ? 124 : code, output })
    }
    for (const signal of signals) process.on(signal, forward)
    child.stdout.on('data', take(process.stdout))
    child.stderr.on('data', take(process.stderr))
    child.on('error', (error) => {
      output += `${error.message}\n`
      settle(127)
    })
    child.on('close', (code) => settle(code ?? 1))
  })
}

/** The folder that holds package.json, without a trailing slash. */
export const root = dirname(import.meta.dirname)

/** Says what is wrong in plain words and ends the process. */
export function fail(sentence) {
  process.stderr.write(`\n${sentence}\n`)
  process.exit(1)
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
