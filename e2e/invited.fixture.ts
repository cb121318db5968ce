// A new account, invited on the page and signed in in a browser of its own.
import type { Page } from 'playwright-core'
import { signedIn } from './browser.ts'
import type { Here } from './open-product.fixture.ts'

/** `inviter` is the page of whoever keeps accounts; `role` as the page calls it. */
export async function invited({ product, browser }: Here, inviter: Page, name: string, role: string): Promise<Page> {
  await inviter.goto(`${product.url}/access`)
  await inviter.getByLabel('Name').fill(name)
  await inviter.getByRole('checkbox', { name: role, exact: true }).check()
  await inviter.getByRole('button', { name: 'Invite', exact: true }).click()
  const link = new URL((await inviter.locator('code.secret').textContent()) ?? '')
  const { page } = await signedIn(browser, new URL(link.pathname + link.hash, product.url).href)
  return page
}
