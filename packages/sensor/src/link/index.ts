// Link headers: where the network header begins, who sent the frame, and on which VLAN.
export { decodeLink } from './decode.ts'
export { decodeEthernet } from './ethernet.ts'
export * from './frame.ts'
export * from './labels.ts'
export { looksLikeFrame } from './looks-like-frame.ts'
