import { existsSync } from 'node:fs'
import { createClient } from '@godwit/sdk'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServedApi, type ServedApi } from '../packages/engine/test/support/open-served-api.ts'

const executablePath = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
/** Where to leave pictures for people to look at; unset: nowhere. */
const picturesDir = process.env['PICTURES_DIR']

const csv =
  'Email,Stage\nann@example.com,lead\nbob@example.com,customer\ncy@example.com,zebra\ndi@example.com,zebra\nnobody,lead\n'

let api: ServedApi
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  if (!executablePath) return console.log('No Chromium on this machine: the browser journeys are skipped.')
  api = await openServedApi()
  const godwit = createClient({ baseUrl: api.url, apiKey: api.apiKey })
  await godwit.templates.create({
    slug: 'people',
    name: 'People',
    columns: [
      { name: 'email', description: 'E-mail address', required: true, unique: true, type: 'email' },
      { name: 'stage', description: 'Stage of the lead', desiredRule: 'strict', strictRule: ['lead', 'customer'] },
    ],
  })
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  page = await browser.newPage()
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on(
    'request',
    (request) => new URL(request.url()).origin !== api.url && complaints.push(`went to ${request.url()}`),
  )
})
afterAll(async () => {
  await browser?.close()
  await api?.close()
})

const picture = async (name: string) => {
  if (picturesDir) await page.screenshot({ path: `${picturesDir}/${name}.png`, fullPage: true })
}

test.skipIf(!executablePath)('someone signs in, moves a file, answers a question, and takes the result', async () => {
  await page.goto(api.url)
  await page.getByLabel('API key').fill('wrong-key')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').filter({ hasText: /key/i }).waitFor()
  complaints.length = 0
  await page.getByLabel('API key').fill(api.apiKey)
  await page.getByRole('button', { name: 'Sign in' }).click()

  await page.getByLabel('New migration').fill('Acme')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'Acme' }).waitFor()
  await page
    .getByLabel('Add files')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByText('people.csv ·').waitFor()

  await page.getByRole('button', { name: 'Generate' }).click()
  const questions = page.getByRole('region', { name: 'Questions' })
  await questions.waitFor()
  await picture('questions')
  for (const group of await questions.getByRole('group').all()) await group.getByRole('radio').first().check()
  await questions.getByRole('button', { name: 'Answer' }).click()

  const preview = page.getByRole('table', { name: 'Preview of People' })
  await preview.waitFor()
  await preview.getByRole('cell', { name: /^nobody: / }).waitFor()
  await picture('preview')

  await page.getByRole('button', { name: 'Execute' }).click()
  await page.getByText('completed', { exact: true }).first().waitFor()
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ])
  expect(saved.suggestedFilename()).toBe('people.csv')
  expect(complaints).toEqual([])

  await page.emulateMedia({ colorScheme: 'dark' })
  await picture('done-dark')
  await page.getByRole('link', { name: 'All migrations' }).click()
  await page.getByRole('row', { name: /Acme.*completed/ }).waitFor()
  await picture('migrations')
})

test.skipIf(!executablePath)('the key is gone with the tab', async () => {
  const other = await browser.newPage()
  await other.goto(api.url)
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await other.evaluate('localStorage.length + document.cookie.length')).toBe(0)
  await other.close()
})
