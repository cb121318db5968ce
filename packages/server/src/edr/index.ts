// Hosts of endpoint products held against the plant: the protected group and the first playbook.
export { edrDesk } from './desk.ts'
export { serveEdr } from './routes.ts'
export { EdrService } from './service.ts'
