import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { buttonLook } from '../../ui/button.tsx'

/** An address that leads nowhere. */
export function NoSuchPage() {
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-4 p-6 text-center">
      <p className="text-muted">{i18n.t('There is no such page.')}</p>
      <Link to="/" className={buttonLook('secondary')}>
        {i18n.t('Go to your records')}
      </Link>
    </div>
  )
}
