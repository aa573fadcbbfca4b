/** What the simulation must find, each switched on alone. The substitutes do it, by name. */
export interface DeliberateFault {
  readonly name: string
  /** The seed that found it last, and is tried first: a search costs more than all the rest. */
  readonly seed: number
}

export const DELIBERATE_FAULTS: readonly DeliberateFault[] = [
  { name: 'a repeat is judged again', seed: 1 },
  { name: 'a mark is not checked', seed: 1 },
  { name: 'a deleted record is not told of', seed: 2 },
  { name: 'a restored server is not given back what it lost', seed: 5 },
  { name: 'the cursor passes over a row', seed: 1 },
  { name: 'the cursor is stored before the page', seed: 108 },
  { name: 'an older row is taken for a newer one', seed: 6 },
  { name: 'a child leaves before its parent', seed: 5 },
  { name: 'more is acknowledged than was heard', seed: 1 },
  { name: 'a conflict is not noticed', seed: 1 },
  { name: 'anybody may use a device id', seed: 9 },
  { name: 'what is sent is not sealed', seed: 1 },
  { name: 'a save is folded into what was sent', seed: 1 },
  { name: 'a pull moves the base under a pending edit', seed: 1 },
  { name: 'an answer writes over a newer edit', seed: 1 },
  { name: 'a refusal is forgotten', seed: 1 },
  { name: 'a change tells the newest version as its base', seed: 1 },
  { name: 'a change is dropped when the server is ill', seed: 4 },
  { name: 'a change is dropped when the session ends', seed: 7 },
  { name: 'a change is dropped when nothing is heard', seed: 1 },
  { name: 'a captive portal is believed', seed: 1 },
  { name: 'a sweep takes what waits with it', seed: 16 },
  { name: 'no pause after a failure', seed: 2 },
]
