import './styles.css'
import { createRoot } from 'react-dom/client'
import { createDirectory } from '../db/directory.ts'
import { App, fetchPage, findCurrent } from './features/session/app.tsx'
import { watchInstallOffer } from './features/hints/hints.ts'
import { registerWorker } from './features/update/service-worker.ts'
import { startLanguage } from './i18n/i18n.ts'
import { openDevice } from './open-device.ts'

watchInstallOffer()
registerWorker()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const parts = { directory: createDirectory(), openDevice }
// Storage, page and language come side by side; until then index.html stands.
const finding = findCurrent(parts)
fetchPage()
void Promise.all([finding, startLanguage()]).then(([found]) =>
  createRoot(root).render(<App {...parts} found={found} />),
)
