import { techniquesOf } from '@penstock/model/detections'
import { expect, test } from 'vitest'

test('techniques and sub-techniques of ATT&CK are taken from tags, and nothing else', () => {
  const tags = [
    'attack.persistence',
    'attack.t0843',
    'attack.T1021.001',
    'attack.g0034',
    'cve.2021-44228',
    'attack.t08430',
  ]
  expect(techniquesOf(tags)).toEqual(['T0843', 'T1021.001'])
})
