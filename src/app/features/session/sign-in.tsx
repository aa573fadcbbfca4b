import { i18n } from '@lingui/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Outcome } from '../../../sync/ports.ts'
import { Button } from '../../ui/button.tsx'
import type { Account, Scope } from './account.ts'
import { listScopes, signIn } from './session.ts'

interface SignInProps {
  /** The address of who was here before. */
  readonly email?: string
  /** The workspace that is entered again without asking. */
  readonly scopeId?: string
  readonly onEnter: (account: Account, scope: Scope) => Promise<void>
}

type Step =
  | { readonly kind: 'asking'; readonly problem?: string }
  | { readonly kind: 'working' }
  | { readonly kind: 'choosing'; readonly account: Account; readonly scopes: readonly Scope[] }

/** E-mail and password, then the workspace if there are several. Needs the network once; afterwards the device knows the account. */
export function SignIn({ email: known = '', scopeId, onEnter }: SignInProps) {
  const [step, setStep] = useState<Step>({ kind: 'asking' })
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setStep({ kind: 'working' })
    const account = await signIn(String(form.get('email')).trim(), String(form.get('password')))
    if (account.kind !== 'answer') return setStep({ kind: 'asking', problem: problemText(account) })
    const scopes = await listScopes()
    if (scopes.kind !== 'answer') return setStep({ kind: 'asking', problem: problemText(scopes) })
    const [only, ...others] = scopes.value
    const scope = scopes.value.find(({ id }) => id === scopeId) ?? (others.length === 0 ? only : undefined)
    if (scope) return enter(account.value, scope)
    if (!only)
      return setStep({
        kind: 'asking',
        problem: i18n.t('This account is in no workspace yet. Ask an administrator to invite you.'),
      })
    setStep({ kind: 'choosing', account: account.value, scopes: scopes.value })
  }
  const enter = async (account: Account, scope: Scope) => {
    setStep({ kind: 'working' })
    await onEnter(account, scope).catch(() =>
      setStep({
        kind: 'asking',
        problem: i18n.t('This browser gives Satchel no storage. Leave private mode, or free some space.'),
      }),
    )
  }
  if (step.kind === 'choosing') {
    return <ScopeChoice scopes={step.scopes} onChoose={(scope) => void enter(step.account, scope)} />
  }
  const problem = step.kind === 'asking' ? step.problem : undefined
  return (
    <Credentials
      email={known}
      isWorking={step.kind === 'working'}
      problem={problem}
      onSubmit={(event) => void submit(event)}
    />
  )
}

interface CredentialsProps {
  readonly email: string
  readonly isWorking: boolean
  readonly problem: string | undefined
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void
}

function Credentials({ email, isWorking, problem, onSubmit }: CredentialsProps) {
  const input = { required: true, className: 'field-input mt-1 font-normal' }
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <label className="block text-15 font-semibold">
        {i18n.t('Email')}
        <input {...input} dir="ltr" name="email" type="email" autoComplete="username" defaultValue={email} />
      </label>
      <label className="block text-15 font-semibold">
        {i18n.t('Password')}
        <input {...input} dir="ltr" name="password" type="password" autoComplete="current-password" />
      </label>
      {problem !== undefined && (
        <p role="alert" className="text-15 text-refused">
          {problem}
        </p>
      )}
      <Button type="submit" look="primary" aria-disabled={isWorking}>
        {i18n.t('Sign in')}
      </Button>
    </form>
  )
}

function ScopeChoice({ scopes, onChoose }: { scopes: readonly Scope[]; onChoose: (scope: Scope) => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  // The button that was pressed has gone away.
  useEffect(() => heading.current?.focus(), [])
  return (
    <div>
      <h2 ref={heading} tabIndex={-1} className="mb-3 font-semibold outline-none">
        {i18n.t('Choose a workspace')}
      </h2>
      <ul className="flex flex-col gap-2">
        {scopes.map((scope) => (
          <li key={scope.id}>
            <Button className="w-full" onClick={() => onChoose(scope)}>
              <bdi>{scope.name}</bdi>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** WP5 in words: what happened, what to do. */
export function problemText(outcome: Exclude<Outcome<unknown>, { kind: 'answer' }>): string {
  if (outcome.kind === 'unreachable')
    return i18n.t('The server cannot be reached. Signing in needs a network; try again when there is one.')
  switch (outcome.code) {
    case 'UNAUTHENTICATED':
    case 'INVALID_BODY':
      return i18n.t('E-mail or password is wrong.')
    case 'RATE_LIMITED':
      return i18n.t('Too many attempts. Try again in {minutes, plural, one {# minute} other {# minutes}}.', {
        minutes: Math.max(1, Math.ceil((outcome.retryAfterMs ?? 60_000) / 60_000)),
      })
    case 'FORBIDDEN':
      return i18n.t('This account may not sign in here.')
    default:
      return i18n.t('The server has a problem ({code}). Try again in a moment.', { code: outcome.code })
  }
}
