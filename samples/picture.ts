import { crc32, deflateSync } from 'node:zlib'

const width = 640
const height = 400
type Colour = readonly [red: number, green: number, blue: number]

/**
 * A small landscape as PNG, always the same for the same name. The word before the first hyphen says what is
 * in it: `bridge`, `harbour`, `river`, `flood`, `museum`, `city`, `runners`; anything else gives hills.
 */
export function drawPicture(name: string): Buffer {
  const random = seededBy(name)
  const canvas = new Canvas()
  const isNight = /night|dusk|rain|storm/.test(name)
  const horizon = Math.round(height * (0.52 + random() * 0.08))
  canvas.sky(horizon, isNight ? night : day[Math.floor(random() * day.length)]!)
  canvas.disc(90 + random() * 460, horizon * (0.3 + random() * 0.3), 26 + random() * 14, isNight ? moon : sun)
  for (let layer = 0; layer < 3; layer++) canvas.hills(horizon, layer, random, isNight)
  draw[name.split('-')[0] ?? '']?.(canvas, horizon, random)
  return canvas.png()
}

const day: readonly (readonly [Colour, Colour])[] = [
  [
    [108, 164, 214],
    [236, 228, 204],
  ],
  [
    [136, 186, 210],
    [246, 214, 190],
  ],
  [
    [94, 150, 190],
    [214, 230, 226],
  ],
]
const night: readonly [Colour, Colour] = [
  [34, 44, 82],
  [206, 132, 110],
]
const sun: Colour = [255, 244, 214]
const moon: Colour = [250, 236, 210]
const water: Colour = [74, 120, 146]
const mud: Colour = [150, 126, 92]
const stone: Colour = [96, 92, 96]
const dark: Colour = [58, 62, 74]
const red: Colour = [190, 74, 60]

const draw: Readonly<Record<string, (canvas: Canvas, horizon: number, random: () => number) => void>> = {
  bridge(canvas, horizon, random) {
    canvas.water(horizon + 30, water)
    const deck = horizon + 22
    const towers = [200 + random() * 30, 420 + random() * 30]
    for (const tower of towers) {
      canvas.box(tower - 4, horizon - 110, 8, 150, dark)
      for (let cable = 1; cable <= 9; cable++) {
        canvas.line(tower, horizon - 108 + cable * 5, tower - cable * 12, deck, dark)
        canvas.line(tower, horizon - 108 + cable * 5, tower + cable * 12, deck, dark)
      }
    }
    canvas.box(0, deck, width, 7, stone)
  },
  harbour(canvas, horizon, random) {
    canvas.water(horizon, water)
    for (let boat = 0; boat < 5; boat++) {
      const x = 40 + boat * 115 + random() * 40
      const y = horizon + 20 + random() * 90
      canvas.box(x, y, 56, 10, boat % 2 ? red : dark)
      canvas.box(x + 14, y - 14, 24, 14, [232, 228, 216])
    }
  },
  river(canvas, horizon) {
    canvas.water(horizon + 40, water)
  },
  flood(canvas, horizon, random) {
    canvas.water(horizon - 6, mud)
    for (let house = 0; house < 6; house++) {
      const x = 30 + house * 100 + random() * 30
      canvas.box(x, horizon - 26, 46, 26, [222, 212, 196])
      canvas.roof(x - 4, horizon - 26, 54, 18, red)
    }
    canvas.box(280, horizon + 80, 80, 12, red)
  },
  museum(canvas, horizon) {
    canvas.box(110, horizon - 70, 420, 90, [224, 214, 194])
    canvas.roof(90, horizon - 70, 460, 40, stone)
    for (let column = 0; column < 9; column++) canvas.box(130 + column * 47, horizon - 60, 12, 80, stone)
  },
  city(canvas, horizon, random) {
    for (let house = 0; house < 14; house++) {
      const tall = 50 + random() * 120
      const x = house * 46
      canvas.box(x, horizon - tall + 30, 40, tall, house % 2 ? stone : dark)
      for (let row = 8; row < tall - 10; row += 14) {
        for (let column = 6; column < 34; column += 11)
          canvas.box(x + column, horizon - tall + 30 + row, 5, 7, sun)
      }
    }
  },
  runners(canvas, horizon, random) {
    canvas.box(0, horizon + 40, width, 60, stone)
    for (let runner = 0; runner < 16; runner++) {
      const x = 20 + runner * 38 + random() * 16
      const y = horizon + 46 + random() * 20
      canvas.disc(x, y, 5, [236, 200, 170])
      canvas.box(x - 4, y + 5, 8, 16, runner % 3 ? red : sun)
    }
  },
}

/** Pixels of 3 bytes, row by row. */
class Canvas {
  readonly #pixels = Buffer.alloc(width * height * 3)

  sky(horizon: number, [above, below]: readonly [Colour, Colour]): void {
    for (let y = 0; y < height; y++) this.box(0, y, width, 1, mix(above, below, Math.min(1, y / horizon)))
  }

  hills(horizon: number, layer: number, random: () => number, isNight: boolean): void {
    const [a, b, c] = [random() * 7, 60 + random() * 60, 25 + random() * 20]
    const colour = mix(isNight ? [40, 50, 70] : [92, 132, 110], [200, 206, 200], 0.6 - layer * 0.25)
    for (let x = 0; x < width; x++) {
      const top = horizon + layer * 18 - 34 + Math.sin(x / b + a) * c + Math.sin(x / 23 + a * 2) * 4
      this.box(x, top, 1, height, colour)
    }
  }

  water(top: number, colour: Colour): void {
    for (let y = Math.round(top); y < height; y++) {
      const shade = mix(colour, [228, 232, 226], Math.max(0, 0.45 - (y - top) / 260))
      this.box(0, y, width, 1, y % 9 === 0 ? mix(shade, [255, 255, 255], 0.14) : shade)
    }
  }

  box(x: number, y: number, wide: number, tall: number, colour: Colour): void {
    const [left, right] = [Math.max(0, Math.round(x)), Math.min(width, Math.round(x + wide))]
    const [top, bottom] = [Math.max(0, Math.round(y)), Math.min(height, Math.round(y + tall))]
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) this.#pixels.set(colour, (row * width + column) * 3)
    }
  }

  roof(x: number, y: number, wide: number, tall: number, colour: Colour): void {
    for (let row = 0; row < tall; row++) {
      const half = (wide / 2) * (row / tall)
      this.box(x + wide / 2 - half, y - tall + row, half * 2, 1, colour)
    }
  }

  disc(x: number, y: number, radius: number, colour: Colour): void {
    for (let row = -Math.ceil(radius); row <= radius; row++) {
      const half = Math.sqrt(Math.max(0, radius ** 2 - row ** 2))
      this.box(x - half, y + row, half * 2, 1, colour)
    }
  }

  line(x1: number, y1: number, x2: number, y2: number, colour: Colour): void {
    const steps = Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1)))
    for (let step = 0; step <= steps; step++) {
      this.box(x1 + ((x2 - x1) * step) / steps, y1 + ((y2 - y1) * step) / steps, 1, 1, colour)
    }
  }

  /** @see PNG (Third Edition) §5: signature, IHDR, IDAT, IEND; 8-bit RGB; filter type 0 on every row. */
  png(): Buffer {
    const header = Buffer.alloc(13)
    header.writeUInt32BE(width, 0)
    header.writeUInt32BE(height, 4)
    header.set([8, 2, 0, 0, 0], 8)
    const rows = Buffer.alloc((width * 3 + 1) * height)
    for (let y = 0; y < height; y++) {
      this.#pixels.copy(rows, y * (width * 3 + 1) + 1, y * width * 3, (y + 1) * width * 3)
    }
    return Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', Buffer.alloc(0)),
    ])
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

function mix(from: Colour, to: Colour, share: number): Colour {
  return [0, 1, 2].map((index) => Math.round(from[index]! + (to[index]! - from[index]!) * share)) as never
}

/** Numbers in [0, 1), the same ones for the same name (mulberry32). */
function seededBy(name: string): () => number {
  let state = crc32(name)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
