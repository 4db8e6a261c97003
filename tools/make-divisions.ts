/**
 * Makes `src/stories/divisions.txt.gz`: which counties and districts lie in which city of China. Run it from the
 * repository root:
 *
 *     node tools/make-divisions.ts FILE
 *
 * FILE is `pca-code.json` of github.com/modood/Administrative-divisions-of-China (WTFPL), which has the names and codes of
 * GB/T 2260 as the National Bureau of Statistics publishes them. What comes of it is told in docs/reference/gazetteer.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

interface Division {
  readonly code: string
  readonly name: string
  readonly children?: readonly Division[]
}

const [file] = process.argv.slice(2)
if (!file) throw new Error('Name the file pca-code.json.')
const provinces = JSON.parse(readFileSync(file, 'utf8')) as readonly Division[]

/** `province city TAB county county …`; a county under no city is a line of its own. */
const lines = provinces.flatMap(({ name: province, children = [] }) =>
  children.flatMap(({ name, children: counties = [] }) => {
    const names = counties.map((county) => county.name)
    if (/^(?:市辖区|县)$/.test(name)) return [`${province} ${province}\t${names.join(' ')}`]
    if (/直辖县级/.test(name)) return names.map((county) => `${province} ${county}\t${county}`)
    return [`${province} ${name}\t${names.join(' ')}`]
  }),
)
const table = gzipSync(`${lines.join('\n')}\n`, { level: 9 })
writeFileSync('src/stories/divisions.txt.gz', table)
process.stderr.write(`${lines.length} lines, ${table.length} bytes\n`)
