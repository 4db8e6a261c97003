/** What every page has for its reader: reading without a network. */
if ('serviceWorker' in navigator && globalThis.isSecureContext) {
  navigator.serviceWorker.register('/service-worker.js').catch(() => {}) // Private windows refuse; reading goes on.
}
