import { readFileSync } from 'node:fs'
import type { Clock, Outlet } from '#model'
import { type CheckedOutlet, checkOutlets, followOutlets } from '#pipeline'
import { parseOpml, parseStarterList, starterLists } from '#sources'
import { agrees } from '../ask.ts'
import { type ExitStatus, type Invocation, UsageError } from '../command.ts'
import { freshness } from '../freshness.ts'
import { openHouse } from '../house.ts'
import { oneLine, printable, printResult } from '../print.ts'
import { createProgress } from '../progress.ts'

/** @throws {UsageError} if there is no such list. */
export function starterList(name: string): Outlet[] {
  const known = starterLists.find((each) => each === name)
  if (!known) throw new UsageError(`There is no list "${name}"; there are ${starterLists.join(', ')}.`)
  const file = new URL(`../../sources/starter-lists/${known}.tsv`, import.meta.url)
  return parseStarterList(readFileSync(file, 'utf8')).map(({ outlet }) => outlet)
}

export function opmlOutlets(path: string): Outlet[] {
  return parseOpml(readFileSync(path, 'utf8'))
}

/** Shows what each outlet of a list answers, then follows those that answer. */
export async function addList(outlets: readonly Outlet[], invocation: Invocation): Promise<ExitStatus> {
  const { terminal, signal, options } = invocation
  const house = await openHouse(invocation, { quiet: true })
  try {
    const progress = createProgress(terminal, 'outlets asked')
    const checked: CheckedOutlet[] = []
    for await (const each of checkOutlets(outlets, house.parts, signal)) {
      checked.push(each)
      progress.show(checked.length, outlets.length)
    }
    progress.end()
    const answering = checked.filter(({ answers }) => answers)
    if (!options['json']) terminal.out(printable(checked.map((each) => inWords(each, house.clock)).join('')))
    const isFollowed =
      !options['dry-run'] &&
      answering.length > 0 &&
      (await agrees(invocation, `Follow the ${answering.length} outlets that answer?`))
    if (isFollowed)
      await followOutlets(
        answering.map(({ outlet }) => outlet),
        house.parts,
      )
    const result = { outlets: checked, followed: isFollowed ? answering.length : 0 }
    printResult(
      invocation,
      result,
      ({ followed }) =>
        `${answering.length} of ${checked.length} outlets answer; ${followed === 0 ? 'none is followed' : `${followed} are followed now`}.\n`,
    )
    return answering.length > 0 ? 0 : 1
  } finally {
    await house.close()
  }
}

function inWords({ outlet, checks, answers }: CheckedOutlet, clock: Clock): string {
  const lines = checks.map(({ kind, url, entryCount, newestAt, failure }) => {
    const what =
      failure === null
        ? `${entryCount} articles, ${freshness(newestAt, clock.now())}`
        : `no answer to follow: ${oneLine(failure)}`
    return `  ${failure === null ? '✓' : '✕'} ${kind.padEnd(8)} ${url}  ${what}\n`
  })
  return `${oneLine(outlet.name)} (${outlet.slug})${answers ? '' : ' does not answer'}\n${lines.join('')}`
}
