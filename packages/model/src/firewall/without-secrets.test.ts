import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { readFirewall, withoutSecrets } from '@penstock/model/firewall'
import { expect, test } from 'vitest'

test.each([
  ['set psksecret ENC AbCd12==', 'set psksecret taken-out'],
  ['    set password ENC xyz', '    set password taken-out'],
  ['    set private-key "-----BEGIN X-----"', '    set private-key taken-out'],
  ['enable password 2KFQnbNIdI.2KYOU encrypted', 'enable password taken-out'],
  ['username ada password 3USUcOPFUiMCO4Jk encrypted privilege 15', 'username ada password taken-out'],
  [' ikev1 pre-shared-key s3cret', ' ikev1 pre-shared-key taken-out'],
  ['snmp-server host inside 10.1.1.1 community public', 'snmp-server host inside 10.1.1.1 community taken-out'],
  ['<phash>$1$abc$def</phash>', '<phash>taken-out</phash>'],
  ['<bcrypt-hash>$2b$10$abc</bcrypt-hash>', '<bcrypt-hash>taken-out</bcrypt-hash>'],
  ['set mgt-config users admin phash $5$abc', 'set mgt-config users admin phash taken-out'],
])('%s', (line, kept) => {
  expect(withoutSecrets(`${line}\n`)).toEqual({ text: `${kept}\n`, count: 1 })
  expect(withoutSecrets(kept).count).toBe(0)
})

test('a private key goes, and every rule after it stays on its line', () => {
  const text = 'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\naccess-list x\n'
  expect(withoutSecrets(text).text.split('\n')).toEqual(['a', 'taken-out', '', '', 'access-list x', ''])
})

test('what is decided on traffic is read as before', () => {
  const { firewallConfigs } = JSON.parse(loadWrenfieldWorksText()) as { firewallConfigs: { text: string }[] }
  for (const { text } of firewallConfigs) expect(readFirewall(withoutSecrets(text).text)).toEqual(readFirewall(text))
})
