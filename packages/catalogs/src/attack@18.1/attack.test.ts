// The catalogue of ATT&CK against itself and against our formats: tactics that exist, components that exist, log sources that events have.
import { readFileSync } from 'node:fs'
import { loadAttack } from '@penstock/catalogs/attack@18.1'
import { loadAttackIcs, loadOtRules } from '@penstock/catalogs/ot-rules@1'
import { expect, test } from 'vitest'

const attack = loadAttack()
const [ics, enterprise] = attack.matrices

test('each matrix names its tactics, and each technique some of them', () => {
  expect(attack.matrices.map(({ id, tactics, techniques }) => [id, tactics.length, techniques.length])).toEqual([
    ['ics', 12, 83],
    ['enterprise', 14, 714],
  ])
  for (const { tactics, techniques } of attack.matrices) {
    const known = new Set(tactics.map(({ id }) => id))
    for (const { id, tactics: of } of techniques)
      expect(
        of.filter((one) => !known.has(one)),
        id,
      ).toEqual([])
    expect(new Set(techniques.map(({ id }) => id)).size).toBe(techniques.length)
  }
})

test('log sources are told of components that ICS has', () => {
  const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as never
  const { components } = read('ics.json') as { components: { id: string }[] }
  const given = read('log-sources.json') as { components: Record<string, object[]> }
  const known = new Set(components.map(({ id }) => id))
  for (const [id, sources] of Object.entries(given.components)) {
    expect(known, id).toContain(id)
    expect(sources.length).toBeGreaterThan(0)
    for (const source of sources) expect(Object.keys(source).length).toBeGreaterThan(0)
  }
})

test('roles of the plant are assets that ICS has, and each of those is what some role is', () => {
  const { assets } = JSON.parse(readFileSync(new URL('ics.json', import.meta.url), 'utf8')) as {
    assets: { id: string }[]
  }
  const known = new Set(assets.map(({ id }) => id))
  for (const [role, of] of attack.assetsOfRole) for (const id of of) expect(known, role).toContain(id)
  expect(new Set([...attack.assetsOfRole.values()].flat())).toEqual(known)
})

test('what is revoked leads to a technique that is there', () => {
  const known = new Set(enterprise!.techniques.map(({ id }) => id))
  const end = (id: string): string => (attack.revoked.has(id) ? end(attack.revoked.get(id)!) : id)
  for (const id of attack.revoked.keys()) expect(known).toContain(end(id))
})

test('every technique that the OT rules name is of the ICS matrix', () => {
  const known = new Set(ics!.techniques.map(({ id }) => id))
  for (const { id } of loadAttackIcs().techniques) expect(known).toContain(id)
  expect(loadOtRules().length).toBeGreaterThan(0)
})
