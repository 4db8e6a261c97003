/** Shows the copy buttons, and has each copy the text that stands beside it. */
for (const button of document.querySelectorAll('[data-copy]')) {
  const source = button.closest('div')?.querySelector('[data-copy-source]')
  if (!source || !navigator.clipboard) continue
  const name = button.textContent
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(source.value ?? source.textContent)
    button.textContent = button.dataset.copied
    setTimeout(() => {
      button.textContent = name
    }, 2000)
  })
}
