import { i18n } from '@lingui/core'
import { useLive } from '../../hooks/use-live.ts'
import { timeText } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { useSatchel } from '../../hooks/satchel-context.ts'
import type { Satchel } from '../../../db/local-api.ts'
import { announce } from '../shell/announcements.ts'
import { type DiagnosticsContext, diagnosticsText } from './diagnostics-text.ts'
import { readStorage } from './storage.ts'
import { eventText } from './event-text.ts'

const SHOWN = 50

/** What happened between this device and the server, newest first; all of it can be copied to somebody who helps. */
export function SyncLog() {
  const events = useLive('events', (from) => from.events())?.value ?? []
  return (
    <section
      aria-label={i18n.t('Sync log')}
      className="flex flex-col gap-3 rounded-card border border-line bg-card p-4"
    >
      <details>
        <summary className="flex min-h-11 cursor-pointer items-center justify-between font-semibold">
          {i18n.t('Sync log')}
          <span className="text-15 font-normal text-muted tabular-nums">{i18n.number(events.length)}</span>
        </summary>
        {events.length === 0 && <p className="pb-4 text-15 text-muted">{i18n.t('Nothing has happened yet.')}</p>}
        <ol className="divide-y divide-line">
          {events.slice(0, SHOWN).map((event, index) => (
            <li key={`${event.at} ${index}`} className="flex flex-wrap justify-between gap-x-4 py-2 text-15">
              <span className="min-w-0 break-words">{eventText(event)}</span>
              <time dateTime={event.at} className="text-13 text-muted tabular-nums">
                {timeText(event.at)}
              </time>
            </li>
          ))}
        </ol>
        {events.length > SHOWN && (
          <p className="pb-3 text-15 text-muted">
            {i18n.t('The newest {shown} are shown; diagnostics hold all.', { shown: SHOWN })}
          </p>
        )}
      </details>
      <div>
        <CopyDiagnostics />
      </div>
    </section>
  )
}

/** Everything that somebody who helps may ask for, as text. */
function CopyDiagnostics() {
  const satchel = useSatchel()
  const copy = async () => {
    const text = diagnosticsText(await satchel.diagnostics(), await aboutHere(satchel))
    await navigator.clipboard.writeText(text)
    announce(i18n.t('Diagnostics copied'))
  }
  return (
    <Button onClick={() => void copy().catch(() => announce(i18n.t('The browser does not let us copy.')))}>
      {i18n.t('Copy diagnostics')}
    </Button>
  )
}

async function aboutHere({ userId, scope }: Satchel): Promise<DiagnosticsContext> {
  const { userAgent: browser, languages, onLine } = navigator
  // Absent in insecure contexts, whatever the types say.
  const worker: ServiceWorkerContainer | undefined = navigator.serviceWorker
  return {
    ...{ version: __APP_VERSION__, userId, scope, at: new Date().toISOString(), browser, languages, onLine },
    hasWorker: Boolean(worker?.controller),
    storage: await readStorage(),
  }
}
