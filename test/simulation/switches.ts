/** The deliberate fault that is on in this thread; there is at most one. */
let active: string | undefined

export function switchOn(fault: string | undefined): void {
  active = fault
}

export function isOn(fault: string): boolean {
  return active === fault
}
