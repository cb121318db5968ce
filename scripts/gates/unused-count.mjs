// knip reporter: how many files knip read, so that a gate that saw nothing cannot pass.
export default function countFiles({ counters }) {
  console.log(`files read: ${counters.total}`)
}
