import { Fragment, type ReactNode } from 'react'
import { useLanguage } from './i18n.ts'

/** Screens that are made anew when the language changes. What was typed is a draft by then, and comes back. */
export function InLanguage({ children }: { children: ReactNode }) {
  return <Fragment key={useLanguage()}>{children}</Fragment>
}
