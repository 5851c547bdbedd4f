// Plain JavaScript, and to be loaded before anything else: by `node --import`, or by a file that imports the rest only then.
import { registerHooks } from 'node:module'

/** Where our own imports of drizzle-orm lead, once one was looked up. */
const found = new Map()

// For every import that leads into a package Node 24 reads the whole package.json of that package anew, with all it exports. That of
// drizzle-orm has 179 kB, and 555 imports of a start lead into it: more than half a second.
registerHooks({
  resolve(specifier, context, next) {
    const parent = context.parentURL ?? ''
    if (parent.includes('/node_modules/drizzle-orm/') && parent.endsWith('.js') && isFileBeside(specifier))
      return { url: new URL(specifier, parent).href, format: 'module', shortCircuit: true }
    if (!specifier.startsWith('drizzle-orm') || parent.includes('/node_modules/'))
      return next(specifier, context)
    const known = found.get(specifier) ?? next(specifier, context)
    found.set(specifier, known)
    return { ...known, shortCircuit: true }
  },
})

function isFileBeside(specifier) {
  return specifier.startsWith('.') && specifier.endsWith('.js')
}
