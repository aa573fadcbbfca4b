import { expect } from '@playwright/test'
import { signIn } from '../harness/app.ts'
import { speak } from '../harness/language.ts'
import type { Probe } from '../harness/probe.ts'
import { expectCounts, type Visitor } from './visitor.ts'

/** From signing in to a record's history, what somebody else changes meanwhile, and its end. @param probe that somebody */
export async function tourOfRecords(visitor: Visitor, origin: string, probe: Probe): Promise<void> {
  const { page, language, say, button, at } = visitor
  await page.goto(origin)
  await speak(page, language)
  await expect(page.getByLabel(say('Password'))).toBeVisible()
  await at('sign-in')
  await page.getByLabel(say('Email')).fill('ana@demo.test')
  await page.getByLabel(say('Password')).fill('a wrong one')
  await button('Sign in').click()
  await expect(page.getByRole('alert')).toBeVisible()
  await at('sign-in-wrong')
  await speak(page, 'en')
  await signIn(page, { origin })
  await speak(page, language)
  await expectCounts(page)
  await at('home')
  await lists(visitor, origin)
  await forms(visitor, origin)
  await meanwhile(visitor, probe)
}

async function lists({ page, say, button, at }: Visitor, origin: string): Promise<void> {
  await page.goto(`${origin}/buildings`)
  const rows = page.getByRole('main').getByRole('listitem')
  await expect(rows.nth(3)).toBeVisible()
  await at('list-synced')
  await page.getByRole('searchbox').fill('no such place')
  await expect(page.getByText(say('Nothing found.'))).toBeVisible()
  await at('list-nothing-found')
  await page.goto(`${origin}/leases`)
  await button('Filter').click()
  await expect(page.getByRole('combobox').first()).toBeVisible()
  await expect(rows.nth(3)).toBeVisible()
  await at('list-filters')
}

async function forms({ page, say, button, at }: Visitor, origin: string): Promise<void> {
  const rows = page.getByRole('main').getByRole('listitem')
  await page.goto(`${origin}/buildings/new`)
  await button('Save').click()
  await expect(page.getByText(say('This is needed.'))).toBeVisible()
  await at('new-with-error')
  await page.getByLabel(say('Floors'), { exact: true }).fill('4')
  await page.goto(`${origin}/leases/new`)
  await page.getByRole('combobox').first().fill('a')
  await expect(page.getByRole('option').nth(3)).toBeVisible()
  await at('reference-picker')
  await page.getByRole('option').last().click()
  await expect(page.getByRole('region')).toBeVisible()
  await at('created-in-place')

  await page.goto(`${origin}/buildings`)
  await expect(page.getByText(say('Draft'), { exact: true })).toBeVisible()
  await at('list-with-a-new-draft')
  await rows.getByRole('link').first().click()
  await expect(button('History')).toBeVisible()
  await at('record')
  await page.getByLabel(say('Name'), { exact: true }).fill('Kuusela West')
  await button('History').click()
  await expect(page.getByText(say('created this'))).toBeVisible()
  await at('history')
}

/** In an open form with a name typed into it, under its history. */
async function meanwhile({ page, button, at }: Visitor, probe: Probe): Promise<void> {
  await button('History').click()
  const rows = await probe.rows('buildings')
  const row = rows.find(({ id }) => page.url().endsWith(id))
  if (!row) throw new Error('the form is not of a building that the server has')
  await probe.update('buildings', row, { name: 'Kuusela Yard' })
  await expect(page.getByText('Kuusela Yard').last()).toBeVisible({ timeout: 30_000 })
  await at('changed-while-typing')
  await button('Delete').click()
  await expect(button('Undo')).toBeVisible()
  await at('deleted-with-undo')
}

/** The server has ended the session; everything on the device stays as it is. */
export async function tourOfSigningInAgain({ page, say, at }: Visitor, origin: string): Promise<void> {
  await expect(page.getByText(say('Sign in to send')).first()).toBeVisible({ timeout: 30_000 })
  await page.goto(`${origin}/sign-in`)
  await expect(page.getByLabel(say('Password'))).toBeVisible()
  await at('sign-in-again')
}
