// A configuration as it may be kept: what only opens the device (passwords, keys, shared secrets) is taken out, and counted.

const TAKEN_OUT = 'taken-out'

/** Each keeps the words before the secret as its first group. */
const SECRETS: readonly RegExp[] = [
  // Fortinet: `set psksecret ENC …`, `set private-key "…"`.
  /^(\s*set (?:\S*pass(?:word|wd|phrase)|\S*secret\S*|private-key|auth-pwd|priv-pwd|keylist|key) )(?:"[^"]*"|.+)$/gim,
  // Cisco: `enable password … encrypted`, `username a password …`, `pre-shared-key …`, `snmp-server community …`, `key …` of AAA.
  /^(\s*(?:enable|username|passwd|password|ldap-login-password)\b.*?\b(?:password|passwd|secret|ldap-login-password)\s+)\S.*$/gim,
  /^(\s*(?:passwd|key|ldap-login-password)\s+)\S.*$/gim,
  /^(.*\b(?:pre-shared-key|authentication-key|community|auth (?:md5|sha)|priv (?:aes|des)\s*\d*)\s+)(?!address\b)\S+/gim,
  // XML of Palo Alto and pfSense.
  /(<(?:phash|password|bcrypt-hash|sha512-hash|md5-hash|pre-shared-key|psk|secret|private-key|prv|key|ldap_bindpw|radius_secret|apikey|tls|shared_key)>)[^<]+(?=<)/gi,
  /^(set .*\b(?:phash|password|secret|private-key|pre-shared-key|key)\s+)\S+$/gim,
]
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g

export function withoutSecrets(text: string): { readonly text: string; readonly count: number } {
  let count = 0
  const counted = (kept: string): string => {
    count++
    return `${kept}${TAKEN_OUT}`
  }
  // Line breaks stay, so that places of rules stay what they were.
  const bare = text.replace(PRIVATE_KEY, (block) => counted('') + '\n'.repeat(block.split('\n').length - 1))
  const clean = SECRETS.reduce(
    (rest, secret) =>
      rest.replace(secret, (whole: string, kept: string) => (whole === `${kept}${TAKEN_OUT}` ? whole : counted(kept))),
    bare,
  )
  return { text: clean, count }
}
