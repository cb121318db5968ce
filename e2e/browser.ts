// One Chromium for a test file, and pages that note whatever the console or the content security policy complains about.
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core'

const EXECUTABLE = '/usr/bin/chromium'
const ARGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export const hasChromium = existsSync(EXECUTABLE)
export const WHY_SKIPPED = 'chromium is not installed'

export type Mode = 'light' | 'dark' | 'control-room'
export const MODES: readonly Mode[] = ['light', 'dark', 'control-room']

export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: EXECUTABLE, args: ARGS })
}

export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** What went wrong in the page: errors, and anything that the content security policy refused. */
  readonly complaints: readonly string[]
}

/** A signed-in page. `bypassCsp` is for axe alone, which has to be injected. */
export async function signedIn(
  browser: Browser,
  link: string,
  options: { readonly bypassCsp?: boolean; readonly mode?: Mode } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    bypassCSP: options.bypassCsp ?? false,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  })
  context.setDefaultTimeout(45_000)
  if (options.mode !== undefined) await context.addInitScript(chooseMode, options.mode)
  const page = await context.newPage()
  watchRequests(page)
  const complaints: string[] = []
  // Asked for here, because it takes a moment until choosers are caught.
  page.on('filechooser', () => undefined)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text())
  })
  await page.goto(link)
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  return { page, context, complaints }
}

/** As if it had been chosen in another tab: the page takes it on at once. */
export async function setMode(page: Page, mode: Mode): Promise<void> {
  await page.evaluate(chooseMode, mode)
  await page.waitForFunction((wanted) => document.documentElement.dataset['mode'] === wanted, mode)
}

function chooseMode(mode: string): void {
  const key = 'penstock.preferences'
  localStorage.setItem(key, JSON.stringify({ mode, density: 'default', hasSingleKeys: true }))
  globalThis.dispatchEvent(new StorageEvent('storage', { key }))
}

/** Has its heading, and everything that it asked for. Streams of events stay open and do not count. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  const asked = openRequests.get(page)
  const until = performance.now() + 10_000
  for (let quiet = 0; quiet < 2 && performance.now() < until; quiet = asked?.size === 0 ? quiet + 1 : 0)
    await page.waitForTimeout(60)
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
}

const openRequests = new WeakMap<Page, Set<Request>>()

function watchRequests(page: Page): void {
  const asked = new Set<Request>()
  openRequests.set(page, asked)
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') asked.add(request)
  })
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfinished', (request) => void asked.delete(request))
}
