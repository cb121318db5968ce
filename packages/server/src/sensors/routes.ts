// HTTP of the sensors room.
import * as contract from '@penstock/contract/sensors'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { SensorsService } from './service.ts'

/** `attemptsPerMinute`: codes that one address may try. */
export function serveSensors(
  app: FastifyInstance,
  sensors: SensorsService,
  { attemptsPerMinute }: { readonly attemptsPerMinute: number },
): void {
  serveRoute(app, contract.listSensors, ({ caller, query }) => sensors.list(caller, query))
  serveRoute(app, contract.createSensorCode, ({ caller, body }) => sensors.createCode(caller, body))
  serveRoute(app, contract.withdrawSensorCode, ({ caller, params }) => sensors.withdrawCode(caller, params.codeId))
  serveRoute(app, contract.enrolSensor, ({ body }) => sensors.enrol(body), { attemptsPerMinute })
  serveRoute(app, contract.changeSensor, ({ caller, params, body }) => sensors.change(caller, params.sensorId, body))
  serveRoute(app, contract.releaseSensor, ({ caller, params }) => sensors.release(caller, params.sensorId))
}
