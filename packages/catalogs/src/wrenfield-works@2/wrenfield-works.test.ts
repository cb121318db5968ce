import { loadWrenfieldWorksAbout, loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { isoOfMicros } from '@penstock/model/kernel'
import { expect, test } from 'vitest'

test('the demonstration plant is whole and says when it is true', () => {
  const { name, asOf } = loadWrenfieldWorksAbout()
  expect([name, isoOfMicros(asOf)]).toEqual(['Wrenfield Works', '2026-10-01T06:00:00.000000Z'])
  const file = JSON.parse(loadWrenfieldWorksText()) as Record<string, unknown[]>
  const counts = ['assets', 'zones', 'conduits', 'flows', 'functions'].map((list) => file[list]?.length)
  expect(counts).toEqual([103, 11, 18, 91, 47])
})
