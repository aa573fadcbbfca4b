/** A signal of one's own that is also aborted when the caller's is. */
export interface FollowingSignal {
  readonly controller: AbortController
  /** Leaves the caller's signal alone again. */
  unfollow(): void
}

/** `AbortSignal.any`, which not every browser that we run on has. */
export function followSignal(caller: AbortSignal): FollowingSignal {
  const controller = new AbortController()
  const passOn = (): void => controller.abort(caller.reason)
  if (caller.aborted) passOn()
  else caller.addEventListener('abort', passOn)
  return { controller, unfollow: () => caller.removeEventListener('abort', passOn) }
}
