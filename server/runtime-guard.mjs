// Plain JavaScript on purpose: it must run on the Node that is too old for the rest.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(
    `Dunlin needs Node 24 and found ${process.versions.node}. It brings its own: run "npm ci" with install scripts allowed (not --ignore-scripts), then "npm start", "npm test" or "npx dunlin".`,
  )
  process.exit(1)
}
