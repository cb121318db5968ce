import { expect, test } from 'vitest'
import { calls, found, HOST, OFFICE, OUTSIDE, talk } from './scene.fixture.ts'

const GIB = 2 ** 30
const got = (name: string, bytes: number, client = HOST, server = OUTSIDE) =>
  talk(client, server, { bytes, clientBytes: 1000 }, calls(name))

test.each([
  {
    name: 'from one address',
    conversations: [got('cdn-lfs.huggingface.co', GIB + 2000)],
    is: [`${HOST} behaviour more than 1 GiB from Hugging Face`],
  },
  {
    name: 'from several names and addresses',
    conversations: [got('huggingface.co', GIB / 2), got('us.xethub.hf.co', GIB, HOST, '203.0.113.10')],
    is: [`${HOST} behaviour more than 1 GiB from Hugging Face`],
  },
  {
    name: 'containers',
    conversations: [got('production.cloudflare.docker.com', GIB * 2)],
    is: [`${HOST} behaviour more than 1 GiB from Docker Hub`],
  },
  { name: 'one GiB is not more than one', conversations: [got('huggingface.co', GIB + 1000)], is: [] },
  {
    name: 'sent and not received',
    conversations: [talk(HOST, OUTSIDE, { bytes: 2 * GIB, clientBytes: 2 * GIB - 9 }, calls('huggingface.co'))],
    is: [],
  },
  {
    name: 'two hosts that share it',
    conversations: [got('hf.co', GIB / 2 + 9000), got('hf.co', GIB / 2 + 9000, '10.1.2.31')],
    is: [],
  },
  { name: 'a name that ends alike', conversations: [got('nothuggingface.co', 3 * GIB)], is: [] },
  { name: 'an image of a camera', conversations: [got('files.plant.example', 3 * GIB)], is: [] },
  { name: 'to the office', conversations: [got('huggingface.co', 3 * GIB, OFFICE)], is: [] },
])('[B02:2] a model download: $name', ({ conversations, is }) => {
  expect(found('H07', { conversations })).toEqual(is)
})
