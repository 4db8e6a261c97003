// Signing in by passkey, and adding one. Without this the links by mail and the one-time codes are there.
for (const button of document.querySelectorAll('[data-passkey]')) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    const { passkey: act, token = '', next = '/' } = button.dataset
    try {
      const options = await ask(`/sign-in/passkey/${act}-options`, { token })
      const credential =
        act === 'add'
          ? await navigator.credentials.create({
              publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
            })
          : await navigator.credentials.get({
              publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
            })
      const { path } = await ask(`/sign-in/passkey/${act}`, { token, next, answer: credential.toJSON() })
      location.assign(path)
    } catch (error) {
      button.setAttribute('aria-invalid', 'true')
      button.title = error.message
    }
  })
}

async function ask(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${response.status}`)
  return response.json()
}
