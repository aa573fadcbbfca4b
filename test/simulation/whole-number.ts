/** @throws with a sentence for who called, if the option is no whole number or less than `min` */
export function wholeNumber(option: string, text: string, min = 1): number {
  if (/^\d{1,15}$/.test(text) && Number(text) >= min) return Number(text)
  throw new WrongOption(`--${option} is a whole number of at least ${min}, not "${text}"`)
}

export class WrongOption extends Error {}
