// What sensors saw, as proof: the packet behind a row.
export { PacketButton } from './PacketButton.tsx'
