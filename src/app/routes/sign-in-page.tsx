import { i18n } from '@lingui/core'
import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../features/session/session-context.ts'
import { SignIn } from '../features/session/sign-in.tsx'
import { useSync } from '../hooks/use-sync.tsx'

/** `/sign-in`: the server's session has ended; everything on the device stays as it is. */
export function SignInPage() {
  const { entry, enter } = useSession()
  const { pending } = useSync()
  const navigate = useNavigate()
  return (
    <div className="mx-auto flex w-full max-w-sm flex-col gap-4 overflow-y-auto p-6">
      <h2 className="text-20 font-semibold">{pending > 0 ? i18n.t('Sign in to send') : i18n.t('Sign in')}</h2>
      {pending > 0 && (
        <p className="text-15 text-muted">
          {i18n.t(
            '{pending, plural, one {# record of {name} waits on this device. It is sent only under this name.} other {# records of {name} wait on this device. They are sent only under this name.}}',
            { pending, name: entry.name },
          )}
        </p>
      )}
      <SignIn
        email={entry.email}
        scopeId={entry.scope}
        onEnter={async (account, scope) => {
          void navigate({ to: '/', replace: true })
          await enter(account, scope)
        }}
      />
    </div>
  )
}
