import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import type { Figure } from './job.ts'
import { round } from './numbers.ts'

/** A job's figures, and how busy the machine was with other things just before. */
export interface Measured {
  readonly job: string
  readonly busy: number
  readonly figures: readonly Figure[]
}

/** A table in Markdown, as bench/README.md keeps it. */
export function tableOf(all: readonly Measured[]): string {
  const rows = all.flatMap(({ job, busy, figures }) =>
    figures.map((figure) =>
      [job, figure.what, ...limitCells(figure), figure.note ?? '', `${Math.round(busy * 100)} %`].join(' | '),
    ),
  )
  const head = ['job', 'what', 'figure', 'target', 'to the limit', '', 'seen', 'others busy'].join(' | ')
  return [`| ${head} |`, `|${'---|'.repeat(8)}`, ...rows.map((row) => `| ${row} |`)].join('\n')
}

/** Writes bench/results/<time>.json. @returns its path */
export function keep(all: readonly Measured[], browser: string): string {
  const folder = join(import.meta.dirname, '../results')
  mkdirSync(folder, { recursive: true })
  const at = new Date().toISOString()
  const path = join(folder, `${at.replaceAll(':', '-')}.json`)
  const machine = { cpu: cpus()[0]?.model.trim(), cores: cpus().length, load: loadavg() }
  writeFileSync(path, `${JSON.stringify({ at, machine, node: process.version, browser, jobs: all }, null, 2)}\n`)
  return path
}

function limitCells({ value, unit, target }: Figure): string[] {
  const figure = `${round(value)} ${unit}`.trim()
  if (!target) return [figure, '', '', '']
  const isMost = 'atMost' in target
  const limit = isMost ? target.atMost : target.atLeast
  const isMet = isMost ? value <= limit : value >= limit
  return [
    figure,
    `${isMost ? '≤' : '≥'} ${round(limit)} ${unit}`.trim(),
    round(value / limit),
    isMet ? 'ok' : '**missed**',
  ]
}
