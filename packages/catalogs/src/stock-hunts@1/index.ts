// Hunts that come with the product, for both domains; the edition is named by what is made from them.
import { readFileSync } from 'node:fs'
import { StockHunt } from '@penstock/model/hunts'
import { z } from 'zod'

export const STOCK_HUNTS_EDITION = 'stock-hunts@1'

export function loadStockHunts(): readonly StockHunt[] {
  const text = readFileSync(new URL('stock-hunts.json', import.meta.url), 'utf8')
  return z.strictObject({ hunts: z.array(StockHunt) }).parse(JSON.parse(text)).hunts
}
