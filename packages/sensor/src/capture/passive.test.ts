// The sensor does no harm: it has no way to send anything.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SOURCES = fileURLToPath(new URL('../', import.meta.url))
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file),
)

test('[G10] the sensor only listens: none of its sources can open a socket', () => {
  const talking = files.filter((file) => {
    const text = readFileSync(SOURCES + file, 'utf8')
    return /(from|import\(|require\() ?['"](node:)?(net|dgram|http|https|http2|tls|dns|inspector|cluster)['"]|\bfetch\(|new WebSocket/.test(
      text,
    )
  })
  expect(files.length).toBeGreaterThan(100)
  expect(talking).toEqual([])
})

test('[G10] the only programs it starts are capture programs, told to write what they hear to a pipe', () => {
  const starting = files.filter((file) => readFileSync(SOURCES + file, 'utf8').includes('child_process'))
  expect(starting.filter((file) => !file.startsWith('encoders/'))).toEqual(['capture/live.ts'])
  const text = readFileSync(`${SOURCES}capture/live.ts`, 'utf8')
  expect([...text.matchAll(/command: '(\w+)'/g)].map((match) => match[1])).toEqual(['dumpcap', 'tcpdump'])
})
