import { i18n } from '@lingui/core'
import { useLive } from '../../hooks/use-live.ts'
import { timeText } from '../../i18n/show-value.ts'

const SHOWN = 50

/** What happened between this device and the server, newest first; made to be copied to somebody who can read it. */
export function SyncLog() {
  const events = useLive('events', (satchel) => satchel.events())?.value ?? []
  return (
    <details>
      <summary className="flex min-h-11 cursor-pointer items-center font-semibold">{i18n.t('Sync log')}</summary>
      {events.length === 0 && <p className="text-15 text-muted">{i18n.t('Nothing has happened yet.')}</p>}
      <ol className="flex flex-col gap-2">
        {events.slice(0, SHOWN).map((event, index) => (
          <li key={`${event.at} ${index}`} className="text-13">
            <time dateTime={event.at} className="text-muted">
              {timeText(event.at)}
            </time>{' '}
            <strong className="font-semibold">{event.kind}</strong> <code>{JSON.stringify(event.detail)}</code>
          </li>
        ))}
      </ol>
    </details>
  )
}
