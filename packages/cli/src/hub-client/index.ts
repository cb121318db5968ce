// A running hub as commands reach it: its address, a token of the person, routes of the contract, and a job followed to its end.
export { followJob } from './follow-job.ts'
export { type HubAddress, type HubClient, HubFault, openHub } from './hub-client.ts'
export { writeDownload } from './write-download.ts'
