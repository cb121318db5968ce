import { expect, test } from 'vitest'
import { calls, found, HOST, OFFICE, OUTSIDE, talk } from './scene.fixture.ts'

test.each([
  {
    name: 'Windows reports',
    talks: [talk(HOST, OUTSIDE, {}, calls('v10.events.data.microsoft.com'))],
    is: ['Windows telemetry'],
  },
  {
    name: 'a cloud of the maker',
    talks: [talk(HOST, OUTSIDE, {}, calls('gateway.eu1.mindsphere.io'))],
    is: ['Siemens Insights Hub'],
  },
  {
    name: 'it only asked for the name',
    talks: [
      talk(HOST, '10.1.2.31', { protocol: 'dns' }, [
        { kind: 'dns-name', value: 'v10.events.data.microsoft.com', count: 9 },
      ]),
    ],
    is: [],
  },
  { name: 'nobody answers', talks: [talk(HOST, OUTSIDE, { isAnswered: false }, calls('sentry.io'))], is: [] },
  { name: 'a name that ends alike', talks: [talk(HOST, OUTSIDE, {}, calls('notsentry.io'))], is: [] },
  { name: 'the update server of the plant', talks: [talk(HOST, '10.1.2.31', {}, calls('wsus.plant.example'))], is: [] },
  { name: 'from the office', talks: [talk(OFFICE, OUTSIDE, {}, calls('sentry.io'))], is: [] },
])('[B01:2] a beacon: $name', ({ talks, is }) => {
  expect(found('H15', { conversations: talks })).toEqual(is.map((service) => `${HOST} behaviour reports to ${service}`))
})
