import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { activateLanguage } from '../../i18n/i18n.ts'
import { createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

afterEach(() => {
  activateLanguage()
  localStorage.clear()
})

it('[UI100] a person chooses Arabic, and everything speaks it at once; the focus stays, and English is as near', async () => {
  const satchel = createFakeSatchel()
  satchel.setState({ pending: 3 })
  renderApp(satchel, '/settings')
  fireEvent.click(await screen.findByRole('radio', { name: 'العربية' }))

  expect(await screen.findByRole('button', { name: '3 تغييرات معلّقة' })).toBeTruthy()
  expect(screen.getByRole('heading', { level: 1, name: 'الإعدادات' })).toBeTruthy()
  expect(screen.getByRole('link', { name: 'المباني' })).toBeTruthy()
  expect(document.documentElement.dir).toBe('rtl')
  const arabic = await screen.findByRole('radio', { name: 'العربية' })
  expect(arabic).toHaveProperty('checked', true)
  await waitFor(() => expect(document.activeElement).toBe(arabic))

  act(() => screen.getByRole('radio', { name: 'English' }).click())
  expect(await screen.findByRole('button', { name: '3 pending changes' })).toBeTruthy()
  expect(document.documentElement.dir).toBe('ltr')
})
