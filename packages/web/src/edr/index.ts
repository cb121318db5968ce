// From an endpoint product's list of hosts to the protected group and the first playbook.
export { EdrStart } from './EdrStart.tsx'
