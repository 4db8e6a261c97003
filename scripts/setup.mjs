// Installs what a clone lacks. Runs on any Node from 20 on, so it uses built-ins only.
//
//   node scripts/setup.mjs          what running needs
//   node scripts/setup.mjs --test   and what the tests like to have (Debian's Chromium, wget)

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stampFile = join(root, 'node_modules', '.setup-stamp')

installPackages()
if (process.argv.includes('--test')) installTestPrograms()

function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === stamp) {
    writeFileSync(stampFile, `${stamp}\n`) // Newer than the lockfile again, which is what bin/verbatim looks at.
    return
  }

  process.stderr.write('verbatim: installing packages, once …\n')
  // No package may run code while it is installed. (In .npmrc this would switch off prestart and pretest too.)
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    process.stderr.write(
      'verbatim: `npm ci` failed, so the packages are not installed. Its messages above say why; ' +
        'once that is mended, run the same command again.\n',
    )
    process.exit(1)
  }
  requireNode24()
  writeFileSync(stampFile, `${stamp}\n`)
}

/** The lockfile brings Node 24 for Linux on x64 and arm64; elsewhere the machine's own must do. */
function requireNode24() {
  const bundled = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(bundled)) return
  const major = Number(process.versions.node.split('.')[0])
  if (major >= 24) return
  process.stderr.write(
    `verbatim: there is no bundled Node for ${process.platform}-${process.arch}, and this machine's is ` +
      `${process.version}. Install Node 24.21 or later from https://nodejs.org, then run the same command again.\n`,
  )
  process.exit(1)
}

function installTestPrograms() {
  const missing = [
    ['chromium', ['/usr/bin/chromium']],
    ['fonts-noto-cjk', ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc']],
    ['wget', ['/usr/bin/wget']],
  ].filter(([, files]) => !files.some((file) => existsSync(file)))
  if (missing.length === 0) return
  const names = missing.map(([name]) => name)

  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    process.stderr.write(
      `verbatim: tests that need ${names.join(', ')} will be skipped. ` +
        `On Debian: sudo apt-get install ${names.join(' ')}\n`,
    )
    return
  }
  process.stderr.write(`verbatim: installing ${names.join(', ')} for the tests …\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], { env, stdio: 'ignore' })
  apt('update')
  for (const name of names) {
    if (apt('install', '-y', '--no-install-recommends', name).status !== 0) {
      process.stderr.write(
        `verbatim: ${name} could not be installed; the tests that need it will be skipped.\n`,
      )
    }
  }
}
