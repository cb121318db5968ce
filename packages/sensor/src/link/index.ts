// Link headers: where the network header begins, who sent the frame, and on which VLAN.
export { decodeLink } from './decode.ts'
export * from './frame.ts'
