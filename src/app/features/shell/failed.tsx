import { i18n } from '@lingui/core'
import { Button } from '../../ui/button.tsx'

/** A screen could not be shown: what happened, what is safe, what to do. */
export function Failed({ error }: { error: unknown }) {
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-start gap-3 p-6">
      <h2 className="text-20 font-semibold">{i18n.t('This screen cannot be shown')}</h2>
      <p>
        {i18n.t(
          'What was saved on this device is still there. Load the app again; if that does not help, tell us what it says below.',
        )}
      </p>
      <Button look="primary" onClick={() => location.reload()}>
        {i18n.t('Load again')}
      </Button>
      <p className="text-13 text-muted">{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</p>
    </div>
  )
}
