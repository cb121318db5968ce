// Conclusions from behaviour, each once: the maker by MAC prefix, the role by what a device does. All are `inferred`.
import type { Binding, Claim, ConversationSeen, Endpoint, OperationSeen, Proof } from '@penstock/model/observations'
import { ouiVendor } from '@penstock/sensor/vendors'

const MOST_KNOWN = 200_000

/** Who answers an industrial protocol is a controller; who programs one is an engineering station. */
const CONTROLLED_BY: ReadonlySet<string> = new Set([
  'modbus-tcp',
  's7comm',
  's7comm-plus',
  'ethernet-ip',
  'fins',
  'pcom',
  'codesys',
])
const PROGRAMMING: ReadonlySet<string> = new Set(['program-download', 'program-upload', 'firmware', 'mode'])

export class Inference {
  private readonly known = new Set<string>()

  of(
    bindings: readonly Binding[],
    conversations: readonly ConversationSeen[],
    operations: readonly OperationSeen[],
  ): Claim[] {
    const claims: Claim[] = []
    for (const binding of bindings) {
      const vendor = ouiVendor(binding.mac)
      if (vendor !== null)
        this.say(claims, { mac: binding.mac, ip: null }, 'vendor', vendor, 'ethernet', 'oui', binding.proof)
    }
    for (const operation of operations) {
      if (PROGRAMMING.has(operation.kind)) {
        this.role(
          claims,
          operation.client,
          'engineering-workstation',
          operation.protocol,
          `programs-${operation.protocol}`,
          operation.proof,
        )
      }
    }
    for (const conversation of conversations) this.fromConversation(claims, conversation)
    return claims
  }

  private fromConversation(claims: Claim[], conversation: ConversationSeen): void {
    const { protocol } = conversation
    if (protocol === 'stp')
      this.role(claims, conversation.client, 'switch', protocol, 'sends-bridge-protocol', conversation.proof)
    if (
      protocol === null ||
      !CONTROLLED_BY.has(protocol) ||
      conversation.sidesFrom !== 'content' ||
      conversation.packets === 0
    )
      return
    if (conversation.isAnswered)
      this.role(claims, conversation.server, 'plc', protocol, `serves-${protocol}`, conversation.proof)
    const isOperating = conversation.functions.some((seen) => seen.kind === 'write')
    const isReading = conversation.functions.some((seen) => seen.kind === 'read')
    if (isOperating || isReading)
      this.role(claims, conversation.client, 'hmi', protocol, `asks-${protocol}`, conversation.proof)
  }

  private role(claims: Claim[], who: Endpoint, role: string, protocol: string, method: string, proof: Proof): void {
    const about = who.ip === null ? who : { mac: null, ip: who.ip }
    this.say(claims, about, 'role', role, protocol, method, proof)
  }

  private say(
    claims: Claim[],
    about: Endpoint,
    field: 'vendor' | 'role',
    value: string,
    protocol: string,
    method: string,
    proof: Proof,
  ): void {
    const key = `${about.mac}|${about.ip}|${field}|${value}|${method}`
    if (this.known.has(key) || this.known.size >= MOST_KNOWN || (about.mac === null && about.ip === null)) return
    this.known.add(key)
    claims.push({ about, field, value, protocol, method, basis: 'inferred', proof })
  }
}
