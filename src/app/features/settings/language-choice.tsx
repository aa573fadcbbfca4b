import { i18n } from '@lingui/core'
import { useEffect, useId, useRef } from 'react'
import { chooseLanguage, useLanguage } from '../../i18n/i18n.ts'
import { type Language, LANGUAGE_TAGS, LANGUAGES } from '../../i18n/languages.ts'
import { announce } from '../shell/announcements.ts'

/** What the app speaks, each language called as its speakers call it: whoever is lost in another one finds theirs. */
export function LanguageChoice() {
  const name = useId()
  const language = useLanguage()
  const chosen = useRef<HTMLInputElement>(null)
  useKeptFocus(chosen)
  const choose = async (next: Language) => {
    isChoosing = true
    await chooseLanguage(next).catch(() => {
      isChoosing = false
      announce(i18n.t('This language is not on the device yet. Try again when there is a network.'))
    })
  }
  return (
    <fieldset className="flex flex-wrap gap-x-6">
      <legend className="sr-only">{i18n.t('Language')}</legend>
      {LANGUAGE_TAGS.map((one) => (
        <label key={one} className="flex min-h-11 cursor-pointer items-center gap-3">
          <input
            ref={one === language ? chosen : null}
            type="radio"
            name={name}
            className="size-5 shrink-0 accent-accent"
            checked={one === language}
            onChange={() => void choose(one)}
          />
          <bdi lang={one}>{LANGUAGES[one].name}</bdi>
        </label>
      ))}
    </fieldset>
  )
}

/** The whole screen is made anew in the other language; the focus stays on what was chosen. */
function useKeptFocus(chosen: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    if (isChoosing) chosen.current?.focus()
    isChoosing = false
  }, [chosen])
}

let isChoosing = false
