import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../../..')
/** Data of others that lies beside the project; tests that need it say so when it is missing. */
export const shared = resolve(root, '../shared')

export function missingShared(path: string): string | false {
  return existsSync(join(shared, path)) ? false : `../shared/${path} is not here`
}

export interface Finished {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string
  readonly pid: number
  /** Resolves once the process is gone. */
  readonly ended: Promise<Finished>
  /** SIGTERM, as an operator would. */
  stop(): Promise<Finished>
  /** SIGKILL, as a power cut would. */
  kill(): Promise<Finished>
}

/** A folder of this test's own; thrown away when the test process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function writeConfig(folder: string, settings: object): string {
  const file = join(folder, 'settings.json')
  writeFileSync(file, JSON.stringify(settings))
  return file
}

/** Runs one command to its end. */
export function verbatim(args: readonly string[], options: { input?: string } = {}): Promise<Finished> {
  const child = launch(args)
  child.stdin?.end(options.input ?? '')
  return gather(child)
}

/** Runs `start` or `serve` on a free port, and resolves once it answers. */
export async function startVerbatim(args: readonly string[]): Promise<Running> {
  const child = launch([...args, '--port', '0'])
  child.stdin?.end()
  const ended = gather(child)
  const url = await new Promise<string>((found, failed) => {
    let seen = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk
      const ready = /^ready (http:\S+)$/m.exec(seen)
      if (ready?.[1]) found(ready[1])
    })
    void ended.then(({ status, stderr }) =>
      failed(new Error(`It ended with ${status} before it was ready:\n${stderr}`)),
    )
  })
  const end = (signal: NodeJS.Signals) => () => {
    child.kill(signal)
    return ended
  }
  return { url, pid: child.pid ?? 0, ended, stop: end('SIGTERM'), kill: end('SIGKILL') }
}

/** Asks again until the answer is given; null counts as none yet. */
export async function eventually<T>(
  ask: () => Promise<T | null | undefined | false>,
  { seconds = 60, what = 'it' } = {},
): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask().catch(() => null)
    if (answer) return answer
    if (Date.now() > deadline) throw new Error(`After ${seconds} s ${what} had still not happened.`)
    await new Promise((wake) => setTimeout(wake, 100))
  }
}

export async function getJson<T = Record<string, unknown>>(url: string): Promise<T> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
  return (await answer.json()) as T
}

/** Every item of a list of the API, over all its pages. */
export async function getAll<T>(url: string): Promise<T[]> {
  const items: T[] = []
  for (let next: string | null = ''; next !== null; ) {
    const address = new URL(url)
    address.searchParams.set('limit', '100')
    if (next) address.searchParams.set('cursor', next)
    const page: { items: T[]; next: string | null } = await getJson(address.href)
    items.push(...page.items)
    next = page.next
  }
  return items
}

let madeStateFolder: string | null = null

function stateFolder(): string {
  madeStateFolder ??= temporaryFolder()
  return madeStateFolder
}

function launch(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), ...args], {
    cwd: root,
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
      // Heads of logs that live as long as a test have nothing to do in the home of whoever runs it.
      XDG_STATE_HOME: stateFolder(),
    },
  })
  const stop = () => child.kill('SIGKILL')
  process.on('exit', stop)
  child.on('exit', () => process.off('exit', stop))
  return child
}

function gather(child: ChildProcess): Promise<Finished> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  return new Promise((done) => child.on('close', (status) => done({ status, stdout, stderr })))
}
