// How a host of an endpoint product stands to OT, in a word, and which of its addresses say nothing of that.
import { isInSubnet, parseIp, parseSubnet, type Subnet } from '@penstock/model/plant'
import { z } from 'zod'

/**
 * `ot`: every address lies in a control network. `bridges`: it has addresses in one and outside, which is how control networks are reached.
 * `outside`: none does. `unknown`: the export says no address; it is protected until somebody says otherwise.
 */
export const EdrTag = z.enum(['ot', 'bridges', 'outside', 'unknown'])
export type EdrTag = z.infer<typeof EdrTag>

/** Addresses that every host has for itself: loopback and link-local say nothing of where it stands. */
export function isOwn(text: string): boolean {
  const ip = parseIp(text)
  return ip !== null && OWN.some((subnet) => isInSubnet(ip, subnet))
}

const OWN: readonly Subnet[] = ['127.0.0.0/8', '169.254.0.0/16', '::1/128', 'fe80::/10'].flatMap(
  (text) => parseSubnet(text) ?? [],
)
