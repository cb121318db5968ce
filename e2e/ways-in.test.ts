// The ways in, with a virtual authenticator of the browser: a passkey is added, signs in, and is removed; codes recover; guests end.
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasChromium, openBrowser, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { type Product, startProduct } from './product.ts'

let product: Product
let browser: Browser
let visit: Visit
let cdp: CDPSession
let authenticatorId: string

beforeAll(async () => {
  if (!hasChromium) return
  product = await startProduct('empty')
  browser = await openBrowser()
  visit = await signedIn(browser, await product.link())
  cdp = await visit.context.newCDPSession(visit.page)
  await cdp.send('WebAuthn.enable')
  ;({ authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  }))
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Look' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Penstock' }).waitFor()
}

test('a passkey is added, signs in by itself, and is refused when its user is not verified', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/account`)
  await page.getByText('No passkey yet').waitFor()
  await page.getByRole('textbox', { name: 'Passkey' }).fill('<script>alert(1)</script>')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('rowheader', { name: '<script>alert(1)</script>' }).waitFor()
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
  expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }])

  // The last way in stays.
  await page.getByRole('button', { name: /^Remove passkey/ }).click()
  await page.getByText('This is the last way to sign in').waitFor()

  await signOut(page)
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText(/^The passkey was not used/).waitFor()
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('heading', { level: 1, name: 'Own account' }).waitFor()
  await page.getByRole('row', { name: /this one.*passkey/ }).waitFor()
  // Refusals are told on the console, and so is a stream that signing out cut off.
  expect(visit.complaints.filter((one) => !/40[19]|ERR_INCOMPLETE_CHUNKED/.test(one))).toEqual([])
}, 150_000)

test('recovery codes are shown once, and one of them opens the door when the passkey is lost', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.getByText('No code left.').waitFor()
  await page.getByRole('button', { name: 'Make recovery codes' }).click()
  await page.getByText('10 codes left.').waitFor()
  const code = (await page.locator('.codes code').first().textContent()) ?? ''
  await page.reload()
  await page.getByText('10 codes left.').waitFor()
  expect(await page.locator('.codes code').count()).toBe(0)
  await signOut(page)
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Name').fill('founder')
  await page.getByLabel('Recovery code').fill('aaaa aaaa aaaa aaaa')
  await page.getByRole('button', { name: 'Sign in with this code' }).click()
  await page.getByText('Name, password or code is wrong').waitFor()
  await page.getByLabel('Recovery code').fill(code.toUpperCase())
  await page.getByRole('button', { name: 'Sign in with this code' }).click()
  await page.getByText('9 codes left.').waitFor()
}, 150_000)

test('[O02] a guest is invited with rooms and an end, sees its rooms only, and is out when its sessions are ended', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/access`)
  await page.getByRole('radio', { name: 'Integrator' }).check()
  await page.getByLabel('Name').fill('integrator.of.pumps')
  await page.getByRole('checkbox', { name: 'OT engineer' }).check()
  expect(await page.getByRole('checkbox', { name: 'Administrator' }).count()).toBe(0)
  await page.getByRole('checkbox', { name: 'Assets' }).check()
  await page.getByRole('checkbox', { name: 'Monitoring' }).check()
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const link = (await page.locator('code.secret').textContent()) ?? ''
  await page.getByRole('row', { name: /^integrator\.of\.pumps Integrator/ }).waitFor()

  const guest = await signedIn(browser, new URL(link).href)
  const rail = guest.page.getByRole('navigation', { name: 'Screens' })
  const screens = await rail.getByRole('link').allTextContents()
  expect(screens).toEqual(expect.arrayContaining(['Home', 'Assets', 'Jobs', 'Own account']))
  for (const closed of ['Zones & conduits', 'Breaches', 'Plant file', 'Audit log'])
    expect(screens).not.toContain(closed)
  await guest.page.goto(`${product.url}/account`)
  await guest.page.getByText('founder').waitFor()
  await guest.page
    .getByText(/29 days left|Account ends/)
    .first()
    .waitFor()

  // An administrator ends its sessions: its page empties by itself, because the stream closes.
  await page.reload()
  await page.getByRole('link', { name: 'integrator.of.pumps' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('29 days left').waitFor()
  await drawer.getByText('one-time link').waitFor()
  await drawer.getByRole('button', { name: 'End all sessions' }).click()
  await guest.page.getByRole('heading', { name: 'Sign in to Penstock' }).waitFor()
  await drawer.getByText('Nobody is signed in with this account').waitFor()
  await guest.context.close()

  // Rights are changed on the same page, by keyboard; what is not a change cannot be sent.
  const set = drawer.getByRole('button', { name: 'Set the rights' })
  expect(await set.isDisabled()).toBe(true)
  await drawer.getByRole('checkbox', { name: 'Zones' }).focus()
  await page.keyboard.press('Space')
  await set.focus()
  await page.keyboard.press('Enter')
  await drawer.locator('dd', { hasText: 'Zones' }).waitFor()
  await page.reload()
  await page.getByRole('dialog').locator('dd', { hasText: 'Zones' }).waitFor()
  await page.keyboard.press('Escape')
}, 120_000)

test('[O02] at its end a guest is out by itself, with nothing done by anybody', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  const made = await page.evaluate(inviteForSeconds, 25)
  const guest = await signedIn(browser, made.link)
  await guest.page.goto(`${product.url}/assets`)
  await guest.page.getByRole('heading', { level: 1, name: 'Assets' }).waitFor()
  await guest.page.getByRole('heading', { name: 'Sign in to Penstock' }).waitFor({ timeout: 40_000 })
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(made.endsAt))
  await guest.context.close()
  await page.goto(`${product.url}/access?show=guests`)
  await page.getByRole('row', { name: /^guest.of.seconds.*over.*ended/ }).waitFor()
}, 120_000)

/** In the page: an end that is nearer than the form's minutes. */
async function inviteForSeconds(seconds: number): Promise<{ link: string; endsAt: string }> {
  const { csrfToken } = (await (await fetch('/api/session')).json()) as { csrfToken: string }
  const endsAt = new Date(Date.now() + seconds * 1000).toISOString()
  const guest = { capacity: 'adviser', rooms: ['assets'] }
  const body = JSON.stringify({ name: 'guest.of.seconds', roles: ['ot-analyst'], sites: '*', endsAt, guest })
  const headers = { 'content-type': 'application/json', 'x-penstock-csrf': csrfToken }
  const made = await fetch('/api/access/accounts', { method: 'POST', headers, body })
  return { link: ((await made.json()) as { link: string }).link, endsAt }
}

test('an invitation can be sent again and withdrawn', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/access`)
  await page.getByText('No invitation is waiting').waitFor()
  await page.getByLabel('Name').fill('newcomer')
  await page.getByRole('checkbox', { name: 'Executive' }).check()
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const row = page.getByRole('row', { name: /^newcomer/ })
  await row.getByRole('button', { name: 'New link' }).click()
  await row.locator('code.secret').waitFor()
  await row.getByRole('button', { name: 'Withdraw' }).click()
  await page.getByText('No invitation is waiting').waitFor()
}, 150_000)

test('the audit log is filtered in the address, and every chain is checked from the page', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/audit?action=passkey`)
  await page.getByRole('cell', { name: 'passkey.add' }).waitFor()
  await page.getByText('1 entry').waitFor()
  await page.getByLabel('Action').fill('invitation.withdraw')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('cell', { name: 'invitation.withdraw' }).waitFor()
  expect(new URL(page.url()).searchParams.get('action')).toBe('invitation.withdraw')
  await page.getByLabel('Who').fill('nobody.here')
  await page.keyboard.press('Enter')
  await page.getByText('No entry matches this filter').waitFor()
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('cell', { name: 'session.open' }).first().waitFor()
  await page.getByRole('button', { name: 'Verify all chains' }).click()
  for (const chain of ['Hub', 'IT cell', 'OT cell'])
    await page
      .getByRole('row', { name: new RegExp(`^${chain}`) })
      .getByText('Intact')
      .waitFor()
}, 150_000)
