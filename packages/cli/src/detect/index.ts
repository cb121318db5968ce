// `penstock detect`: Sigma rules of folders held against the events of files.
export { detect } from './detect.ts'
