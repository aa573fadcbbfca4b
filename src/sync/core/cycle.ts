import { TABLE } from './cycle-table.ts'
import type { CycleEvent, CycleState, Step } from './cycle-types.ts'

/*
 * One run of the drain. The engine executes effects and feeds back what happened; it decides nothing.
 *
 *   idle ──woken──▶ asking ──healthHeard──▶ sealing ──sealed──▶ pushing ──pushAnswered──▶ applying
 *    ▲   (believed: straight to sealing)       ▲   │ nothing            │ callFailed          │
 *    │                                         │   ▼ to send            ▼                     │
 *    │                          answersApplied └── pulling ◀────────────┴──── RETRY ──────────┤
 *    │                                             │  ▲ pageStored, more                      │
 *    │                                pageReceived ▼  │                 again ────────────────┘
 *    │                                           storing
 *    │                                             │ no more
 *    └──wantedRead── leaving ◀─────────────────────┘           wantedRead, again ──▶ sealing
 *
 *   no cursor, 410: ──▶ snapshotting ──snapshotStored──▶ pulling
 *   409:            ──▶ recovering   ──recovered───────▶ sealing
 *   401, 403, 426:  ──▶ paused       ──resumed─────────▶ asking or sealing
 *   not bound yet:  sealing ──sealed, mustBind──▶ pushing without changes ──▶ applying ──▶ sealing
 *   any other failure of a push: on to the pull; of a pull: leave. Neither stops the other.
 */

/** The drain as a pure machine: every state has an answer to every event (cycle-table.ts). */
export function step(state: CycleState, event: CycleEvent): Step {
  // The table's type pairs each handler with its own state and event, which TypeScript cannot follow through two lookups.
  const handle = TABLE[state.kind][event.kind] as (state: CycleState, event: CycleEvent) => Step
  return handle(state, event)
}
