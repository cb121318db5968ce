// Sentences of packets.
export const observations = {
  'observations.packet.open': 'Packet {frame}',
  'observations.packet.title': 'Packet {frame}, the proof',
  'observations.packet.capture': 'Capture',
  'observations.packet.at': 'Seen',
  'observations.packet.length': 'Length',
  'observations.packet.bytes': 'Bytes of the packet',
  'observations.packet.offset': 'Offset',
  'observations.packet.text': 'Text',
  'observations.packet.cut': 'The first {count, number} bytes are shown.',
} as const
