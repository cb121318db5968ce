// A camera that publishes its stream to a recorder: RTSP with the media in the same connection.
import { rtspMedia, rtspRequest, rtspResponse } from '@penstock/sensor/encoders'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'

const BURST_S = 2
const PACKETS = 3
const CLOCK_HZ = 90_000

export function* rtspScript(task: Task): Script {
  const talk = task.tcp()
  const url = `rtsp://${task.facts.path.server.ip}/${task.facts.client.hostname}`
  const sdp = 'v=0\r\ns=stream\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n'
  const session = ['Session: 12345678']
  yield* talk.open()
  yield* talk.ask(rtspRequest('ANNOUNCE', url, 1, ['Content-Type: application/sdp'], sdp), rtspResponse(1))
  const transport = ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1;mode=record']
  yield* talk.ask(rtspRequest('SETUP', `${url}/track1`, 2, transport), rtspResponse(2, [...transport, ...session]))
  yield* talk.ask(rtspRequest('RECORD', url, 3, session), rtspResponse(3, session))
  const source = task.random.next()
  let sequence = 0
  yield* task.repeat(BURST_S, function* (round) {
    for (let packet = 0; packet < PACKETS; packet++) {
      sequence = (sequence + 1) & 0xffff
      const media = task.random.bytes(task.random.between(300, 900))
      yield* talk.tell('client', rtspMedia(0, sequence, (round * BURST_S * CLOCK_HZ) >>> 0, source, media))
    }
  })
  yield* talk.ask(rtspRequest('TEARDOWN', url, 4, session), rtspResponse(4, session))
  yield* talk.close()
}
