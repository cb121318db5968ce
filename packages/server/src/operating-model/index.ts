// The SOC model in force and its switch, decisions by four eyes, break-glass.
export { BreakGlassService } from './break-glass.ts'
export { operatingModelDesk } from './desk.ts'
export { ExceptionService } from './exceptions.ts'
export { ForgettingService } from './forgetting.ts'
export {
  type Actor,
  type Asking,
  approveFourEyes,
  askFourEyes,
  decisionOf,
  getRequest,
  type HeldRequest,
  listHeldRequests,
  listRequestsOf,
  refuseFourEyes,
  requestView,
} from './four-eyes.ts'
export { JointCallService } from './joint-calls.ts'
export { actorOf, serveOperatingModel } from './routes.ts'
export { SegregationService } from './segregation.ts'
export { OperatingModelService } from './service.ts'
