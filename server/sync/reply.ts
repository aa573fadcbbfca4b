import type { ProblemCode } from '../../contract/wire/problem.ts'

/** A call that is refused whole (WP5). `PROBLEM_STATUS` has the HTTP status of each code. */
export interface Problem {
  readonly kind: 'problem'
  readonly code: ProblemCode
  readonly message: string
  readonly fields?: { readonly [field: string]: string }
}

/** The answer's body as JSON text, ready to send. */
export interface Answer {
  readonly kind: 'answer'
  readonly json: string
}

export type Reply = Answer | Problem

export function answer(json: string): Answer {
  return { kind: 'answer', json }
}

export function problem(code: ProblemCode, message: string, fields?: { readonly [field: string]: string }): Problem {
  return fields ? { kind: 'problem', code, message, fields } : { kind: 'problem', code, message }
}
