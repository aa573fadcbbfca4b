import { useCallback, useRef, useState } from 'react'
import type { FieldErrors } from '../../../../contract/validate.ts'
import type { Form, FormReading } from './form.ts'

/** What a form says is wrong: of the fields that were left, or that a save asked about. */
export interface Judged {
  readonly errors: FieldErrors
  readonly judgeAll: () => void
  /** The focus left the field. */
  readonly leave: (name: string) => void
  /** Something is being typed: what was left before is judged with it. The same function as long as the form is open. */
  readonly typed: () => void
  readonly forget: () => void
}

export function useJudged({ typed: values }: Form, reading: FormReading): Judged {
  const [names, setNames] = useState<ReadonlySet<string>>(NONE)
  // Left with nothing wrong. That shows nowhere, so nothing is rendered for it: often the next tap is Save.
  const left = useRef(new Set<string>())
  const judge = useCallback((more: readonly string[]) => setNames((now) => new Set([...now, ...more])), [])
  const wrong = reading.kind === 'invalid' ? reading.errors : NOTHING
  return {
    errors: Object.fromEntries(Object.entries(wrong).filter(([name]) => names.has(name))),
    judgeAll: () => judge(Object.keys(wrong)),
    leave: (name) => {
      if (!Object.hasOwn(values, name) || names.has(name)) return
      if (Object.hasOwn(wrong, name)) judge([name])
      else left.current.add(name)
    },
    typed: useCallback(() => {
      if (left.current.size > 0) judge([...left.current])
      left.current.clear()
    }, [judge]),
    forget: () => {
      left.current.clear()
      setNames(NONE)
    },
  }
}

const NONE: ReadonlySet<string> = new Set()
const NOTHING: FieldErrors = {}
