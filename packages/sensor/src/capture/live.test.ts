// The capture program: taken from a list, its bytes handed on, its end told with a reason.
import { expect, test } from 'vitest'
import { captureLive } from './index.ts'

test('the first program that exists is used, and its bytes come through', async () => {
  const programs = [
    { command: 'no-such-capture-program', args: () => [] },
    { command: process.execPath, args: (device: string) => ['-e', `process.stdout.write(${JSON.stringify(device)})`] },
  ]
  const { text, reason } = await capture('eth7', programs)
  expect(text).toBe('eth7')
  expect(reason).toBe('the capture program ended')
})

test('where no program exists the reason names those that were tried', async () => {
  const { reason } = await capture('eth0', [{ command: 'no-such-capture-program', args: () => [] }])
  expect(reason).toContain('no-such-capture-program')
})

test('what the program said last is the reason of its end', async () => {
  const script = "process.stderr.write('starting\\neth0: permission denied\\n'); process.exitCode = 1"
  const { reason } = await capture('eth0', [{ command: process.execPath, args: () => ['-e', script] }])
  expect(reason).toBe('eth0: permission denied')
})

test('after stop there is no reason to give', async () => {
  const ended = new Promise<string | null>((resolve) => {
    const live = captureLive('eth0', { onBytes: () => live.stop(), onEnd: resolve }, [
      { command: process.execPath, args: () => ['-e', "process.stdout.write('x'); setTimeout(() => {}, 60_000)"] },
    ])
  })
  expect(await ended).toBe(null)
})

type Programs = Parameters<typeof captureLive>[2]

function capture(device: string, programs: Programs): Promise<{ text: string; reason: string | null }> {
  return new Promise((resolve) => {
    let text = ''
    captureLive(
      device,
      {
        onBytes: (chunk) => {
          text += Buffer.from(chunk).toString('latin1')
        },
        onEnd: (reason) => resolve({ text, reason }),
      },
      programs,
    )
  })
}
