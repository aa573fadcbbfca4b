import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** A test that waits for ever fails; one on a busy machine does not. */
const patience = { testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    // By default one processor is left idle: of two, half.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...patience,
          name: 'node',
          include: ['{contract,server,src,test,scripts,bench}/**/*.test.{ts,tsx}'],
          exclude: ['src/app/**'],
          globalSetup: 'test/postgres/global-setup.ts',
        },
      },
      {
        // What the server answers must not depend on its database: the same tests again.
        test: {
          ...patience,
          name: 'on PostgreSQL',
          include: [
            'server/sync/*.test.ts',
            'server/accounts/*.test.ts',
            'server/http/{sync,calls,auth,malformed.property}.test.ts',
          ],
          exclude: ['server/sync/sqlite-file.test.ts'],
          globalSetup: 'test/postgres/global-setup.ts',
          env: { TEST_DATABASE: 'postgres' },
          setupFiles: 'test/postgres/every-test-needs-it.ts',
        },
      },
      {
        plugins: [react()],
        define: { __APP_VERSION__: '"0.0.0-test"' },
        test: { ...patience, name: 'app', include: ['src/app/**/*.test.{ts,tsx}'], environment: 'jsdom' },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['contract/**/*.ts', 'src/sync/core/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**'],
      reporter: ['text'],
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
  },
})
