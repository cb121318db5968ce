// Hints at operating systems in what software says in passing, told as claims that are inferred.
import { httpRequest, httpResponse } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { rowsOf, tcpTalk } from './room.fixture.ts'
import { systemOf } from './system-hint.ts'

test.each([
  ['OpenSSH_9.2p1 Debian-2+deb12u3', 'Debian'],
  ['OpenSSH_for_Windows_9.5', 'Windows'],
  ['Cisco-1.25', 'Cisco IOS'],
  ['MSFT 5.0', 'Windows'],
  ['udhcp 1.36.1', 'Linux'],
  ['dhcpcd-9.4.1:Linux-5.10.103-v7l+:armv7l:BCM2835', 'Linux 5.10'],
  ['android-dhcp-13', 'Android 13'],
  ['Microsoft-IIS/10.0', 'Windows'],
  ['Apache/2.4.57 (Ubuntu)', 'Ubuntu'],
  ['Apache/2.4.57 (Win64)', 'Windows'],
  ['Mozilla/5.0 (Windows NT 6.1; Win64; x64)', 'Windows 7 or Server 2008 R2'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'Windows 10 or later'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Linux'],
  ['Mozilla/5.0 (Linux; Android 14; Pixel)', 'Android 14'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'macOS'],
  ['GoAhead-Webs', null],
  ['Allen-Bradley', null],
])('%s hints at %s', (text, system) => {
  expect(systemOf(text)).toBe(system)
})

test('a web server says its software and hints at its system; the user agent hints at the client', () => {
  const agent = { Host: 'hmi', 'User-Agent': 'Mozilla/5.0 (Windows NT 6.1; Trident/7.0)' }
  const answer = httpResponse(200, 'OK', { Server: 'Microsoft-IIS/7.5', 'Content-Length': '0' })
  const turn = [
    ['client', httpRequest('GET', '/', agent)],
    ['server', answer],
  ] as const
  expect(rowsOf(tcpTalk(80, [...turn, ...turn])).claims).toEqual([
    'client operatingSystem Windows 7 or Server 2008 R2 (http-user-agent, inferred)',
    'server software Microsoft-IIS/7.5 (http-server, observed)',
    'server operatingSystem Windows (http-server, inferred)',
  ])
})
