import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

const tools = join(import.meta.dirname, '../../build/interop')

/** Somebody else's program that judges a WARC file. */
export interface Validator {
  readonly name: string
  /** What it has against the file; null if it is clean. */
  validate(path: string): string | null
}

/** Python's warcio and jwarc, fetched once into `build/`; those that cannot be had here are left out. */
export function validators(): Validator[] {
  return [warcio(), jwarc()].filter((each) => each !== null)
}

/** py-wacz, of those who wrote the format; null where it cannot be had. */
export function waczValidator(): Validator | null {
  const program = pythonProgram('wacz', '0.5.0')
  return program === null
    ? null
    : { name: 'wacz validate', validate: (path) => complaintOf(program, ['validate', '-f', path]) }
}

function warcio(): Validator | null {
  const program = pythonProgram('warcio', '1.8.1')
  return program === null
    ? null
    : { name: 'warcio check', validate: (path) => complaintOf(program, ['check', path]) }
}

/** A program of Python's package index, in an environment of its own. */
function pythonProgram(name: string, version: string): string | null {
  const folder = join(tools, `${name}-${version}`)
  const program = join(folder, 'bin', name)
  if (existsSync(program)) return program
  if (!succeeds('python3', ['-m', 'venv', folder])) return null
  const pip = ['install', '--quiet', '--disable-pip-version-check', `${name}==${version}`]
  return succeeds(join(folder, 'bin', 'pip'), pip) ? program : null
}

function jwarc(): Validator | null {
  const jar = join(tools, 'jwarc-0.36.0.jar')
  if (!existsSync(jar)) {
    const artifact = '-Dartifact=org.netpreserve:jwarc:0.36.0'
    if (!succeeds('mvn', ['-q', 'dependency:copy', artifact, `-DoutputDirectory=${tools}`])) return null
  }
  if (!succeeds('java', ['-version'])) return null
  return { name: 'jwarc validate', validate: (path) => complaintOf('java', ['-jar', jar, 'validate', path]) }
}

function complaintOf(program: string, args: string[]): string | null {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 })
  return status === 0 ? null : `${stdout}${stderr}` || `exit status ${status}`
}

function succeeds(program: string, args: string[]): boolean {
  mkdirSync(tools, { recursive: true })
  return spawnSync(program, args, { stdio: 'ignore', timeout: 120_000 }).status === 0
}
