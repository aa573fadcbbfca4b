import { i18n } from '@lingui/core'
import { useId } from 'react'
import { useLive } from '../../hooks/use-live.ts'
import { timeText } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { useSatchel } from '../../hooks/satchel-context.ts'
import type { Satchel } from '../../../db/local-api.ts'
import { announce } from '../shell/announcements.ts'
import { type DiagnosticsContext, diagnosticsText } from './diagnostics-text.ts'
import { EventDetails } from './event-details.tsx'
import { readStorage } from './storage.ts'
import { eventText } from './event-text.ts'

const SHOWN = 50

/** What happened between this device and the server, newest first; all of it can be copied to somebody who helps. */
export function SyncLog() {
  const events = useLive('events', (from) => from.events(), 'log')?.value ?? []
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
              <EventDetails event={event} />
            </li>
          ))}
        </ol>
        {events.length > SHOWN && (
          <p className="pb-3 text-15 text-muted">
            {i18n.t('The newest {shown} are shown; diagnostics hold all.', { shown: SHOWN })}
          </p>
        )}
      </details>
      <CopyDiagnostics />
    </section>
  )
}

/** Everything that somebody who helps may ask for, as text: without what is in the records, unless the person wants it in. */
function CopyDiagnostics() {
  const satchel = useSatchel()
  const hint = useId()
  const copy = async (contents: 'left out' | 'kept') => {
    const text = diagnosticsText(await satchel.diagnostics(), await aboutHere(satchel), contents)
    await navigator.clipboard.writeText(text)
    announce(i18n.t('Diagnostics copied'))
  }
  const tried = (contents: 'left out' | 'kept') => () =>
    void copy(contents).catch(() => announce(i18n.t('The browser does not let us copy.')))
  return (
    <div className="flex flex-col gap-2">
      <p id={hint} className="text-15 text-muted">
        {i18n.t('Diagnostics leave out what is in your records, so that they can be shown to others.')}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button aria-describedby={hint} onClick={tried('left out')}>
          {i18n.t('Copy diagnostics')}
        </Button>
        <Button look="quiet" onClick={tried('kept')}>
          {i18n.t('Copy with record contents')}
        </Button>
      </div>
    </div>
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
