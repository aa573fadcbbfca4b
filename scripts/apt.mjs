import { existsSync } from 'node:fs'
import { run } from './run.mjs'

/** Whether system packages may be brought: root on Debian, Ubuntu or a relative. */
export function canInstallWithApt() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/**
 * @param {string[]} packages names
 * @returns {Promise<boolean>} whether all are there now
 */
export async function installWithApt(packages) {
  console.log(`Installing ${packages.join(', ')} (apt-get) …`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env, quiet: true })
  const { code, output } = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
    env,
    quiet: true,
  })
  if (code !== 0) process.stderr.write(output.slice(-2000))
  return code === 0
}
