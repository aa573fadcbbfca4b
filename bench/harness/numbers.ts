/** @param share in [0, 1]: 0.5 is the median @throws RangeError if there are no values */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  if (low === undefined || high === undefined) throw new RangeError('there are no values')
  return low + (high - low) * (at - Math.floor(at))
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Ratios of pairs that were measured next to each other. */
export function ratios(ours: readonly number[], peers: readonly number[]): number[] {
  return ours.map((value, i) => value / (peers[i] ?? Number.NaN))
}

/** `12 (11–14)`: median, lowest, highest. */
export function spread(values: readonly number[]): string {
  return `${round(median(values))} (${round(Math.min(...values))}–${round(Math.max(...values))})`
}

/** Three significant digits. */
export function round(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 3 })
}
