// Conclusions that need no knowledge of the plant, each once: the maker by MAC prefix, and that who speaks the spanning tree
// protocol is a bridge. What a device is for is concluded from all sources together, where assets are resolved.
import type { Binding, Claim, ConversationSeen, Proof } from '@penstock/model/observations'
import { ouiVendor } from '@penstock/sensor/vendors'

const MOST_KNOWN = 200_000

export class Inference {
  private readonly known = new Set<string>()

  of(bindings: readonly Binding[], conversations: readonly ConversationSeen[]): Claim[] {
    const claims: Claim[] = []
    // By the earliest of them, in whatever order they come.
    for (const { mac, proof } of [...bindings].sort(byPlace))
      this.say(claims, mac, 'vendor', ouiVendor(mac), 'ethernet', 'oui', proof)
    for (const { client, protocol, proof } of conversations) {
      if (protocol === 'stp') this.say(claims, client.mac, 'role', 'switch', protocol, 'sends-bridge-protocol', proof)
    }
    return claims
  }

  private say(
    claims: Claim[],
    mac: string | null,
    field: 'vendor' | 'role',
    value: string | null,
    protocol: string,
    method: string,
    proof: Proof,
  ): void {
    if (mac === null || value === null) return
    const key = `${mac}|${field}|${value}|${method}`
    if (this.known.has(key) || this.known.size >= MOST_KNOWN) return
    this.known.add(key)
    claims.push({ about: { mac, ip: null }, field, value, protocol, method, basis: 'inferred', proof })
  }
}

function byPlace(a: Binding, b: Binding): number {
  return a.proof.file - b.proof.file || a.proof.frame - b.proof.frame
}
