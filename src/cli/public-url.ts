import type { Settings } from '#config'

/** Where the service is found: as configured, or at the port that it listens on. Without a slash at its end. */
export function publicUrlOf({ service, host, port }: Settings): string {
  return service.baseUrl?.replace(/\/+$/, '') ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
