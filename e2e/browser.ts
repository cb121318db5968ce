// One Chromium for a test file, and pages that note whatever the console or the content security policy complains about.
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

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

export async function setMode(page: Page, mode: Mode): Promise<void> {
  await page.evaluate(chooseMode, mode)
}

function chooseMode(mode: string): void {
  localStorage.setItem('penstock.preferences', JSON.stringify({ mode, density: 'default', hasSingleKeys: true }))
}
