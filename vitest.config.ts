import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{contract,server,src,test,scripts,bench}/**/*.test.{ts,tsx}'],
          exclude: ['src/app/**'],
        },
      },
      {
        plugins: [react()],
        define: { __APP_VERSION__: '"0.0.0-test"' },
        test: { name: 'app', include: ['src/app/**/*.test.{ts,tsx}'], environment: 'jsdom', testTimeout: 30_000 },
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
