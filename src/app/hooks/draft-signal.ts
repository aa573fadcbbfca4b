/** Forms keep drafts without telling the data's listeners, who would read everything again at every key. Lists hear of them here. */
export function noteDrafts(): void {
  revision += 1
  for (const listener of listeners) listener()
}

export function onDrafts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Differs whenever a draft came or went. */
export function draftsRevision(): number {
  return revision
}

let revision = 0
const listeners = new Set<() => void>()
