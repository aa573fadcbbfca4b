import { i18n } from '@lingui/core'
import { useEffect } from 'react'
import { useHandOnFocus } from '../../hooks/use-hand-on-focus.ts'
import { Button } from '../../ui/button.tsx'
import { hush, useAnnouncement } from './announcements.ts'

/** The app's one polite live region. It is always there, or a screen reader would miss the first words; it takes no focus. */
export function Announcer() {
  const announcement = useAnnouncement()
  useEffect(() => {
    if (!announcement) return undefined
    const timer = setTimeout(() => hush(), announcement.undo ? 15_000 : 6_000)
    return () => clearTimeout(timer)
  }, [announcement])
  // After signing out, or in another language, what was said does not hold any more, and cannot be undone.
  useEffect(() => () => hush(), [])
  const undo = announcement?.undo
  // It has a layout of its own, of no height, above which the words stand: nothing else is laid out for what is said.
  return (
    <div className="pointer-events-none fixed inset-x-0 bottom-[144px] z-40 flex h-0 items-end px-4 contain-layout contain-size [--text-15:min(0.9375rem,7vw)] lg:bottom-24">
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-center gap-2">
        {/* Where large text leaves it no room beside Undo, it stands above. */}
        <div role="status" aria-live="polite" className="max-w-max min-w-0 flex-[1_1_12rem]">
          {announcement && (
            <p
              className={
                announcement.isForEars
                  ? 'sr-only'
                  : 'rounded-input bg-ink px-4 py-3 text-15 font-semibold text-paper shadow-raised'
              }
            >
              {announcement.text}
            </p>
          )}
        </div>
        {undo && (
          <UndoButton
            onClick={() => {
              hush()
              undo()
            }}
          />
        )}
      </div>
    </div>
  )
}

/** It goes away when it was used, or its time is over: with the focus in it, the screen's heading has it. */
function UndoButton({ onClick }: { onClick: () => void }) {
  const button = useHandOnFocus<HTMLButtonElement>()
  return (
    <Button ref={button} className="pointer-events-auto shrink-0 whitespace-nowrap shadow-raised" onClick={onClick}>
      {i18n.t('Undo')}
    </Button>
  )
}
