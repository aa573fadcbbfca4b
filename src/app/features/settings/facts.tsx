import { Fragment, type ReactNode } from 'react'

/** Terms and what they stand for; in two columns where there is room. */
export function Facts({ facts }: { facts: readonly (readonly [term: string, value: ReactNode])[] }) {
  return (
    <dl className="grid min-w-0 gap-x-6 gap-y-1 sm:grid-cols-[10rem_1fr] sm:gap-y-3">
      {facts.map(([term, value]) => (
        <Fragment key={term}>
          <dt className="text-15 text-muted not-first:mt-2 sm:not-first:mt-0">{term}</dt>
          <dd className="min-w-0">{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
