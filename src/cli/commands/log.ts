import { fingerprintOf } from '#archive'
import { systemClock } from '#model'
import { changeSigningKey, dataPaths, loadOrCreateSigningKey, openEmbeddedStores, setLogAside } from '#stores'
import { type Command, type ExitStatus, type Invocation, textOption, UsageError } from '../command.ts'
import { dataFolderOf, openHouse } from '../house.ts'
import { printResult } from '../print.ts'

export const logCommand: Command = {
  name: 'log',
  usage: '[status] | change-key | begin-anew --name N',
  summary:
    'Tells the state of the tamper-evident log; gives it a new key; begins another where it cannot go on.',
  details: `
change-key: a new private key takes the place of the old one, which is not kept. Both sign the change, so that receipts
of either can be checked with the other. The name stays. Stop the service before; tell your witnesses the new key.
begin-anew: for a log whose newest copy is lost, so that whatever it signs next would contradict what it has signed.
It is set aside with its key, and another begins under another name. Run "verbatim rebuild" then, which enters every
snapshot in it. Receipts of the old log stay good.`,
  options: { name: { value: 'N', help: 'the name of the log that begins, such as news.example/log-2' } },
  positionals: { min: 0, max: 1 },
  async run(invocation) {
    const [action = 'status'] = invocation.positionals
    if (action === 'status') return showStatus(invocation)
    if (action === 'change-key') return changeKey(invocation)
    if (action === 'begin-anew') return beginAnew(invocation)
    throw new UsageError(`"${action}" is neither status, change-key nor begin-anew.`)
  },
}

async function showStatus(invocation: Invocation): Promise<ExitStatus> {
  const house = await openHouse(invocation, { quiet: true })
  try {
    const { transparency } = house.parts
    const head = await house.stores.log.head()
    const status = {
      name: house.stores.signingKey.name,
      verifierKey: transparency.verifierKey,
      keyChanges: transparency.keyChanges.length,
      packageSigner: fingerprintOf(house.stores.packageSigner.publicKey),
      leaves: await transparency.size(),
      signed: head?.treeSize ?? 0,
      signedAt: head?.signedAt ?? null,
      attestedBy: head
        ? (await house.stores.log.attestations(head.treeSize)).map(({ kind, by, at }) => ({ kind, by, at }))
        : [],
    }
    printResult(
      invocation,
      status,
      ({ name, verifierKey, keyChanges, packageSigner, leaves, signed, signedAt, attestedBy }) =>
        `${name}: ${leaves} leaves, ${signed} of them signed${signedAt ? ` at ${signedAt}` : ''}.\n` +
        `Key ${verifierKey}${keyChanges > 0 ? `, after ${keyChanges} before it` : ''}.\n` +
        `WACZ files are signed by the key ${packageSigner}.\n` +
        attestedBy.map(({ kind, by, at }) => `${kind} of the newest head at ${at} by ${by}\n`).join(''),
    )
    return 0
  } finally {
    await house.close()
  }
}

async function changeKey(invocation: Invocation): Promise<ExitStatus> {
  const folder = dataFolderOf(invocation)
  await alone(folder, () => {
    const { signingKey, keyChanges } = dataPaths(folder)
    const { verifierKey } = changeSigningKey(signingKey, keyChanges)
    printResult(invocation, { verifierKey }, () => `The log signs with ${verifierKey} from now on.\n`)
  })
  return 0
}

async function beginAnew(invocation: Invocation): Promise<ExitStatus> {
  const name = textOption(invocation, 'name')
  if (!name || !/^[^\s+]{1,100}$/.test(name))
    throw new UsageError(
      '--name is missing: what the log that begins is called, without spaces and plus signs.',
    )
  const folder = dataFolderOf(invocation)
  await alone(folder, (oldName) => {
    if (name === oldName) throw new UsageError(`${name} is what the old log is called: take another name.`)
    const aside = setLogAside(dataPaths(folder).log, systemClock.now())
    const { verifierKey } = loadOrCreateSigningKey(dataPaths(folder).signingKey, name)
    printResult(
      invocation,
      { verifierKey, aside },
      () => `The log ${verifierKey} begins; the old one lies in ${aside}. Now run "verbatim rebuild".\n`,
    )
  })
  return 0
}

/** Holds the folder for this process alone while the log, which is closed by then, is worked on. */
async function alone(folder: string, work: (logName: string) => void): Promise<void> {
  const stores = await openEmbeddedStores(folder, { use: 'exclusive', logName: 'verbatim.localhost' })
  for (const room of [stores.segments, stores.captures, stores.log]) await room.close()
  try {
    work(stores.signingKey.name)
  } finally {
    await stores.close()
  }
}
