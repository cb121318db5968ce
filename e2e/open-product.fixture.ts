// The product and a browser for all tests of a file; without Chromium neither is started, and the tests skip themselves.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { hasChromium, openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'

export interface Here {
  readonly product: Product
  readonly browser: Browser
}

/** Call once, outside any test. What it gives is there in the tests. */
export function openProduct(kind: Parameters<typeof startProduct>[0], patienceMs: number): Here {
  const here: { product?: Product; browser?: Browser } = {}
  beforeAll(async () => {
    if (!hasChromium) return
    here.product = await startProduct(kind)
    here.browser = await openBrowser()
  }, patienceMs)
  afterAll(async () => {
    await here.browser?.close()
    await here.product?.stop()
  })
  return here as Here
}
