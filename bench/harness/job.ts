/** One measurement of the table in docs: prints, never fails because of a figure. */
export interface Job {
  /** `npm run bench -- <name>`, `npm run bench:ui -- <name>` */
  readonly name: string
  readonly run: () => Promise<Figure[]>
}

/** One line of the table. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: 'ms' | '×' | '/s' | 'KiB' | 'points' | ''
  /** Absent: shown for comparison only. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number }
  /** What else was seen: the peer's own figure, the spread. */
  readonly note?: string
}
