import type { ComponentProps } from 'react'

type Look = 'primary' | 'secondary' | 'quiet' | 'muted' | 'danger' | 'quietDanger'

/** At least 44 px high, so that a glove hits it. */
export function Button({
  look = 'secondary',
  className = '',
  type = 'button',
  ...props
}: ComponentProps<'button'> & { look?: Look }) {
  return <button type={type} className={`${buttonLook(look)} ${className}`} {...props} />
}

/** The same look for what is a link. */
export function buttonLook(look: Look): string {
  return `${BASE} ${LOOKS[look]}`
}

const BASE =
  'inline-flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-input px-3 py-2 sm:px-4 text-15 font-semibold disabled:opacity-60 cursor-pointer disabled:cursor-default'

const LOOKS: Record<Look, string> = {
  primary: 'border border-transparent bg-accent text-on-accent',
  secondary: 'border border-edge bg-card text-ink',
  quiet: 'text-accent',
  // Red is for what was refused, and for the last step before something is gone.
  muted: 'text-muted',
  quietDanger: 'text-refused',
  danger: 'border border-refused bg-card text-refused',
}
