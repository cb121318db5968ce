// The typed client: a route and its input in, the parsed answer or the refusal as data out. It knows no network of its own.
export { type Answer, type Refused, readAnswer } from './answer.ts'
export { type Client, makeClient, type WireAnswer, type WireRequest } from './client.ts'
export { type Input, urlOf } from './request.ts'
