/** Brushing over the histogram narrows a search to the days from the first bar that was touched to the last. */
for (const chart of document.querySelectorAll('.histogram svg')) {
  const bars = [...chart.querySelectorAll('a')]
  let from = null
  const barAt = ({ clientX }) =>
    bars.reduce((nearest, bar) => (distance(bar, clientX) < distance(nearest, clientX) ? bar : nearest))
  const show = (event) => {
    const [first, last] = [from, barAt(event)].map((bar) => bars.indexOf(bar)).sort((a, b) => a - b)
    for (const [index, bar] of bars.entries())
      bar.classList.toggle('brushed', index >= first && index <= last)
    return [bars[first], bars[last]]
  }
  chart.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') return
    event.preventDefault() // Else the browser drags the link.
    from = barAt(event)
    chart.setPointerCapture(event.pointerId)
    show(event)
  })
  chart.addEventListener('pointermove', (event) => from && show(event))
  chart.addEventListener('pointerup', (event) => {
    if (!from) return
    const [first, last] = show(event).map((bar) => new URL(bar.href.baseVal, location.href))
    first.searchParams.set('to', last.searchParams.get('to'))
    location.assign(first)
  })
}

function distance(bar, x) {
  const { left, right } = bar.getBoundingClientRect()
  return Math.abs((left + right) / 2 - x)
}
