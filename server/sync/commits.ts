/** Tells listeners in this process that a scope has a new head. */
export interface Commits {
  /** @returns the function that ends the subscription. */
  listen(scope: string, listener: (mark: string) => void): () => void
  notify(scope: string, mark: string): void
  /** A commit's outcome is not known: whoever learns the head next tells the listeners. */
  doubt(scope: string): void
  isInDoubt(scope: string): boolean
}

export function createCommits(): Commits {
  const listeners = new Map<string, Set<(mark: string) => void>>()
  const inDoubt = new Set<string>()
  return {
    listen(scope, listener) {
      const own = listeners.get(scope) ?? new Set()
      listeners.set(scope, own.add(listener))
      return () => {
        own.delete(listener)
        if (own.size === 0 && listeners.get(scope) === own) listeners.delete(scope)
      }
    },
    notify(scope, mark) {
      inDoubt.delete(scope)
      for (const listener of [...(listeners.get(scope) ?? [])]) listener(mark)
    },
    doubt: (scope) => void inDoubt.add(scope),
    isInDoubt: (scope) => inDoubt.has(scope),
  }
}
