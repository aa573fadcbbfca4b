/** One browser with one page: the little that every engine's own protocol can do. Expressions are JavaScript's. */
export interface Driver {
  /** Loads a page, and waits until it is there. */
  goTo(url: string): Promise<void>
  reload(): Promise<void>
  /** @returns the expression's value in the page; plain data */
  evaluate(expression: string): Promise<unknown>
  /** Runs a program in the page. */
  load(program: string): Promise<void>
  /** By the engine's own input, as a finger would. @throws if there is no such element, or something lies over it */
  click(element: string): Promise<void>
  /** By the engine's own keyboard: puts `text` in place of what the field holds. @throws as click */
  fill(element: string, text: string): Promise<void>
  /** @returns a PNG */
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}

/** A kind of browser. */
export interface Engine {
  readonly name: string
  /** Why it cannot run here; undefined: it can. */
  readonly absent: string | undefined
  /** With an empty profile of its own, as narrow as a phone. @throws if it is absent */
  launch(): Promise<Driver>
}
