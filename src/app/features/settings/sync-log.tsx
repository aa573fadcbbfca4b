import { i18n } from '@lingui/core'
import { useLive } from '../../hooks/use-live.ts'
import { timeText } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { announce } from '../shell/announcements.ts'
import { eventText } from './event-text.ts'

const SHOWN = 50

/** What happened between this device and the server, newest first; all of it can be copied to somebody who helps. */
export function SyncLog() {
  const events = useLive('events', (satchel) => satchel.events())?.value ?? []
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(events, null, 2))
    announce(i18n.t('Copied'))
  }
  return (
    <details className="rounded-card border border-line bg-card px-4">
      <summary className="flex min-h-12 cursor-pointer items-center justify-between font-semibold">
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
      {events.length > 0 && (
        <Button
          className="my-3"
          onClick={() => void copy().catch(() => announce(i18n.t('The browser does not let us copy.')))}
        >
          {i18n.t('Copy the log')}
        </Button>
      )}
    </details>
  )
}
