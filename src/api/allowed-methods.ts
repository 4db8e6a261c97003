import type { Hono } from 'hono'
import { Problem } from './problem.ts'

/**
 * Answers 405, with what is allowed, on routes that are known but not in the method that was asked with. Added
 * behind all routes, and before whatever catches the rest.
 *
 * @see RFC 9110 §15.5.6
 */
export function refuseOtherMethods(app: Hono): void {
  const methodsOf = new Map<string, Set<string>>()
  for (const { path, method } of app.routes) {
    if (method !== 'ALL') methodsOf.set(path, (methodsOf.get(path) ?? new Set()).add(method))
  }
  for (const [path, methods] of methodsOf) {
    // The server answers HEAD wherever it answers GET, and `createApi` OPTIONS everywhere.
    const allowed = [...(methods.has('GET') ? ['GET', 'HEAD'] : []), 'OPTIONS']
    for (const method of methods) if (!allowed.includes(method)) allowed.push(method)
    app.all(path, async ({ req }, next) => {
      // A route may have left the answer to the site.
      if (allowed.includes(req.method)) return next()
      throw new Problem(405, 'bad-method', `This route knows ${allowed.join(', ')}, not ${req.method}.`, {
        headers: { allow: allowed.join(', ') },
      })
    })
  }
}
