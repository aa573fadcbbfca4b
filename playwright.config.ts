import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/find-browser.mjs'

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.test.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  // On two processors: a test waits for timers and the network more than it reckons.
  workers: 3,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    // Old machines and containers have no user namespaces for its sandbox; only our own server's pages are opened.
    launchOptions: { executablePath: (await findBrowser()) ?? '', chromiumSandbox: false },
    // Pictures and copies of the page at every step take a sixth of the time; one picture of a failure does not.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
  },
})
