import type { ManifestOptions } from 'vite-plugin-pwa'

/** How an installed Satchel looks to the operating system. */
export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Satchel',
  short_name: 'Satchel',
  description: 'Enter records where there is no network; they send themselves when it is back.',
  lang: 'en',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  background_color: '#fafaf9',
  theme_color: '#fafaf9',
  categories: ['business', 'productivity'],
  icons: [
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/monochrome-512.png', sizes: '512x512', type: 'image/png', purpose: 'monochrome' },
  ],
  shortcuts: [
    { name: 'New building', url: '/buildings/new', icons: [shortcutIcon()] },
    { name: 'New inspection', url: '/inspections/new', icons: [shortcutIcon()] },
    { name: 'New payment', url: '/payments/new', icons: [shortcutIcon()] },
  ],
}

function shortcutIcon() {
  return { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' }
}
