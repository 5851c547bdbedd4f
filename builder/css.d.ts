// Vite bundles style sheets; the compiler only has to know that importing one is allowed.
declare module '*.css'
