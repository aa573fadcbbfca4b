import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import packageJson from './package.json' with { type: 'json' }
import { compileHint } from './scripts/compile-hint.ts'
import { ownWords } from './scripts/own-words.ts'
import { manifest } from './scripts/web-manifest.ts'

const server = `http://localhost:${process.env.PORT ?? '8787'}`

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    ownWords(),
    compileHint(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest,
      injectManifest: {
        rollupFormat: 'iife',
        globPatterns: ['**/*.{html,js,css,svg,png,webmanifest}'],
      },
    }),
  ],
  // Of its builds the one for the browsers that `build.target` names: smaller, and the browser's own async functions.
  resolve: { alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' }] },
  define: { __APP_VERSION__: JSON.stringify(packageJson.version) },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    // What every page needs is one file, and so is what lists and forms need: one look-up in the cache, one text to compress, and a
    // record that is opened waits for none.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'start', tags: ['$initial'], priority: 3 },
            {
              name: 'shared',
              test: /\/(valibot|contract\/wire|src\/sync\/network)\/|\/session\/api\.ts|-text\.ts$/,
              priority: 2,
            },
            {
              name: 'records',
              test: /\/src\/app\/(features\/(list|record)|routes\/(list|record|new-record)-page)/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  // The server of `npm start` answers; it believes only its own origin (WP2).
  server: { proxy: { '/api': { target: server, headers: { origin: server } } } },
})
