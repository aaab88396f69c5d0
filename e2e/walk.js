// A random walk over the life of accounts, with SIGKILL in between: `npm run walk -- --times 50`. People sign up, sign
// in, change and delete accounts, all at once; each has a few handles and addresses, used again and again. A kill is
// aimed at a kind of step, at a random moment within it, or at a write to the PLC directory.
//
// After each restart everything is held against what is known. What was acknowledged is there, with its events; what
// was refused is not; what was under way has happened whole or not at all; what has ended (passwords, tokens, codes,
// accounts) is good for nothing; mails that were promised come. `SEED=n` makes the same choices again.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { WatchedDirectory } from './lib/directory.js'
import { Mailbox, codeIn } from './lib/mailbox.js'
import { Random, SEED } from './lib/random.js'
import { freePort, startPeer, startServer, temporaryFolder } from './lib/target.js'

const { values: options } = parseArgs({ options: { times: { type: 'string', default: '50' } } })
const TIMES = Number(options.times)
const PEOPLE = 6
const NAMES = 3
const ACCOUNTS_EACH = 2
/** How many of the accounts that a person deleted are looked at again and again. */
const GONE_KEPT = 2
const MAIL_MILLIS = 20_000
const WALK_MILLIS_MIN = 200
const WALK_MILLIS_MAX = 3_000
const CREATE = 'create'
/** Kills are aimed at writes to the PLC directory, before or after them, each as often as at so many steps. */
const WRITE_AIMS = ['before', 'after']
const WRITE_AIMS_WEIGHT = 7
const AFTER_WRITE_MILLIS = 15

const random = new Random(SEED)
const data = temporaryFolder()
const outside = temporaryFolder()
const mailbox = await Mailbox.start()
const directory = await startServer('rookery', outside.path) // of which only the PLC directory is used
process.env.PLC_URL = directory.plc
const watched = await WatchedDirectory.start(directory.plc)
const port = String(await freePort())
process.env.PDS_URL = `http://localhost:${port}`

const { PDS, call, ok, signUp } = await import('./lib/client.js')
const { Follower, eventsUntil } = await import('./lib/follower.js')
const { PURPOSES, STEPS, WEIGHTS, newAccount, remove, session } = await import('./lib/life.js')
const inspect = await import('./lib/inspect.js')

const start = () =>
  startPeer('rookery', data.path, {
    PDS_PORT: port,
    PDS_DID_PLC_URL: watched.url,
    PDS_SERVICE_DID: 'did:web:walk.test',
    PDS_EMAIL_SMTP_URL: mailbox.url,
    PDS_EMAIL_FROM_ADDRESS: 'pds@walk.test',
    PDS_ACCOUNT_DELETION_DELAY_MS: '0',
  })

/** How often each step was done, and was under way at a kill and happened, or not. */
const counts = {}
for (const name of [CREATE, ...Object.keys(STEPS)]) counts[name] = { done: 0, happened: 0, not: 0, millis: 20 }

/** Told of each step that begins, to aim the kill. */
let stepBegins = () => {}

/** Somebody with a few names, who does one thing after the other with a few accounts. */
class Person {
  accounts = []
  gone = []
  underWay = null // the step without an answer
  #wanted = [] // mails that were promised
  #shaky = new Set() // addresses and purposes with a mail that may come or not
  #codesSeen = new Set()

  constructor(number) {
    this.random = new Random(SEED + 1 + number)
    this.handles = Array.from({ length: NAMES }, (_, i) => `walk${number}x${i}.test`)
    this.emails = this.handles.map((handle) => `${handle}@example.com`)
  }

  async walkUntil(stopped) {
    while (!stopped()) {
      try {
        await this.#step()
        this.underWay = null
        await this.#readMails(stopped)
      } catch (error) {
        if (!this.underWay || !stopped() || error instanceof assert.AssertionError) throw error
        return
      }
    }
  }

  #free() {
    return {
      handles: this.handles.filter((one) => !this.accounts.some(({ handle }) => handle === one)),
      emails: this.emails.filter((one) => !this.accounts.some(({ email }) => email === one)),
      taken: this.accounts.filter(({ ends }) => !ends),
      ending: this.accounts.some(({ ends }) => ends),
    }
  }

  async #step() {
    const free = this.#free()
    const many = this.accounts.length
    if (free.taken.length === 0 || (many < ACCOUNTS_EACH && this.random.below(10) === 0)) return this.#create(free)
    if (this.random.below(30) === 0) return this.#createTaken(free)
    const account = this.random.pick(free.taken)
    const possible = Object.keys(STEPS).filter((name) => STEPS[name].when(account, free))
    const name = this.#weighed(possible)
    await this.#do(name, account, STEPS[name].is(account, this.random, free))
  }

  #weighed(names) {
    const weights = names.map((name) => WEIGHTS[name] ?? 1)
    let at = (this.random.below(1e6) / 1e6) * weights.reduce((a, b) => a + b)
    return names.find((_, i) => (at -= weights[i]) < 0)
  }

  async #create(free) {
    const form = {
      handle: this.random.pick(free.handles),
      email: this.random.pick(free.emails),
      password: `${this.random.below(1e9)}`,
    }
    this.#begin({ name: CREATE, form })
    const answer = await call('com.atproto.server.createAccount', { body: form })
    assert.equal(answer.status, 200, `createAccount: ${answer.bytes}`)
    this.#end(CREATE)
    this.accounts.push(newAccount(form, answer.body))
  }

  async #createTaken(free) {
    const [account] = free.taken
    const form = this.random.pick([
      { handle: account.handle, email: free.emails[0] },
      { handle: free.handles[0], email: account.email },
    ])
    this.underWay = { name: 'createTaken' }
    const { status, body } = await call('com.atproto.server.createAccount', { body: { ...form, password: 'password' } })
    assert.equal(status, 400)
    assert.match(body.message, /^(Handle|Email) already taken/)
  }

  #begin(step) {
    this.underWay = { ...step, since: performance.now() }
    stepBegins(step.name)
  }

  #end(name) {
    const count = counts[name]
    count.done++
    count.millis += (performance.now() - this.underWay.since - count.millis) / 10
  }

  async #do(name, account, step) {
    const [method, sent] = step.send
    this.#begin({ name, account, step })
    const racing = step.racing && this.random.below(2) === 0 ? this.#race(account, ...step.racing) : null
    const answer = await call(method, sent)
    await racing
    const refusal = answer.status === 200 ? [] : [answer.status, answer.body?.error]
    const shaky = step.code === 'signIn' || this.#shaky.has(account.email + step.code) // each look at it mails one
    if (step.code && refusal[1] === 'InvalidToken' && shaky) {
      this.#end(name) // it was an older code, whose mail nobody knew of
      delete account.codes[step.code]
      this.#wanted.push({ account, email: account.email, purpose: step.code })
      return
    }
    assert.deepEqual(refusal, step.refused ?? [], `${name} of ${account.did} (SEED=${SEED})`)
    this.#end(name)
    step.then?.(account, answer.body)
    if (step.mails) this.#wanted.push({ account, email: account.email, purpose: step.mails })
    if (step.gone) this.#bury(account)
  }

  /** Signs in with a password that is about to end: the session must not outlive it. */
  async #race(account, password, app) {
    const body = { identifier: account.did, password }
    const answer = await call('com.atproto.server.createSession', { body }).catch(() => null)
    if (answer?.status !== 200) return
    account.sessions.push(session(answer.body, app))
  }

  #bury(account) {
    this.accounts = this.accounts.filter((one) => one !== account)
    this.gone.push(account)
  }

  /** Reads the mails that were promised; leaves those that have not come when it stops. */
  async #readMails(stopped) {
    while (this.#wanted.length > 0) {
      const { account, email, purpose } = this.#wanted[0]
      const code = await this.#nextCode(email, purpose, stopped)
      if (!code) return
      account.codes[purpose] = code
      this.#wanted.shift()
    }
  }

  async #nextCode(email, purpose, stopped) {
    const end = Date.now() + MAIL_MILLIS
    for (;;) {
      while (mailbox.waiting(email, PURPOSES[purpose]) === 0) {
        if (stopped()) return null
        assert.ok(Date.now() < end, `the mail to ${email}, ${purpose}, has not come (SEED=${SEED})`)
        await sleep(2)
      }
      const code = codeIn(await mailbox.take(email, PURPOSES[purpose]))
      if (this.#codesSeen.has(code)) continue // a mail may come twice
      this.#codesSeen.add(code)
      return code
    }
  }

  /** Waits until the accounts are gone that were to be deleted, also where nobody got an answer to that. */
  async seeEnds() {
    const { name, account: asked, step } = this.underWay ?? {}
    if (step?.ends) {
      const happened = await inspect.isGoneSoon(asked.did, step.ends)
      counts[name][happened ? 'happened' : 'not']++
      this.underWay = null
      if (happened) this.#seeEnd(asked)
    }
    for (const account of this.accounts.filter(({ ends }) => ends)) {
      const gone = await inspect.isGoneSoon(account.did, account.ends)
      assert.ok(gone, `${account.did} was to be deleted (SEED=${SEED})`)
      this.#seeEnd(account)
    }
  }

  #seeEnd(account) {
    remove(account)
    this.#bury(account)
  }

  /** Finds out what became of the step that was under way, and checks everything. */
  async check(eventsOf) {
    const step = this.underWay
    this.underWay = null
    for (const account of [...this.accounts]) {
      if (account === step?.account) await this.#settle(account, step, eventsOf(account.did))
      else await inspect.whichState([account], eventsOf(account.did), `after another's step`)
    }
    if (step?.name === CREATE) await this.#settleCreation(step.form, eventsOf)
    for (const account of this.gone) {
      await inspect.checkGone(account, eventsOf(account.did), data.path)
    }
    await this.#readMails(() => false)
    for (const account of this.accounts) {
      await inspect.checkEndedCodes(account)
      await this.#mendHandle(account, step)
    }
  }

  async #settle(account, { name, step }, events) {
    const after = structuredClone(account)
    step.then?.(after)
    const news = after.events.slice(account.events.length)
    if (news.length > 0) after.events.splice(account.events.length, Infinity, news) // may be told again
    const happened = (await inspect.whichState([account, step.gone ? null : after], events, name)) === 1
    counts[name][happened ? 'happened' : 'not']++
    if (step.mails) {
      this.#shaky.add(account.email + step.mails)
      delete account.codes[step.mails]
    }
    if (!happened) return
    Object.assign(account, after)
    if (step.gone) this.#bury(account)
  }

  /** An account whose creation was under way is there with all that belongs to it, or can be created anew. */
  async #settleCreation(form, eventsOf) {
    const body = { identifier: form.handle, password: form.password }
    const login = await call('com.atproto.server.createSession', { body })
    const happened = login.status === 200
    counts[CREATE][happened ? 'happened' : 'not']++
    if (happened) {
      const account = newAccount(form, login.body)
      await inspect.whichState([account], eventsOf(account.did), CREATE)
      this.accounts.push(account)
      return
    }
    assert.equal(await inspect.accountOf(form.email), undefined, `half an account of ${form.email}`)
    const found = await call('com.atproto.identity.resolveHandle', { params: { handle: form.handle } })
    assert.equal(found.status, 400, `half an account of ${form.handle}`)
    const answer = await ok('com.atproto.server.createAccount', { body: form })
    this.accounts.push(newAccount(form, answer))
  }

  /** The directory may know of a change of handle that did not come to its end; then another one mends that. */
  async #mendHandle(account, step) {
    const known = await inspect.handleInDirectory(account.did)
    if (known === account.handle) return
    const wanted = step?.account === account && step.step.send[1].body?.handle
    assert.equal(known, wanted, `the handle of ${account.did} in the directory (SEED=${SEED})`)
    if (account.takenDown) return
    const mending = STEPS.updateHandle.is(account, this.random, { handles: [wanted] })
    await this.#do('updateHandle', account, mending)
    this.underWay = null
    assert.equal(await inspect.handleInDirectory(account.did), account.handle)
  }

  forget() {
    this.gone = this.gone.slice(-GONE_KEPT)
  }
}

/** Lets people walk until what the kill is aimed at has begun, and kills the server a random while later. */
async function walk(server, people) {
  const aims = Array.from({ length: WRITE_AIMS_WEIGHT }, () => WRITE_AIMS).flat()
  const aim = random.pick([...Object.keys(counts), ...aims])
  const within = counts[aim]?.millis ?? AFTER_WRITE_MILLIS
  let stopped = false
  const since = performance.now()
  const aimed = new Promise((done) => {
    stepBegins = (name) => name === aim && performance.now() - since > WALK_MILLIS_MIN && done()
    watched.onWrite = stepBegins
  })
  const walking = Promise.all(people.map((person) => person.walkUntil(() => stopped)))
  await Promise.race([walking, aimed, sleep(WALK_MILLIS_MAX)])
  await Promise.race([walking, sleep(random.below(within))])
  stopped = true
  await server.stop('SIGKILL')
  await walking
  return people.flatMap(({ underWay }) => underWay?.name ?? [])
}

/** Checks all that is stored of repositories, and returns how many there are. */
function verifyRepos() {
  const command = join(import.meta.dirname, '..', 'rookery')
  const { status, stdout, stderr } = spawnSync(command, ['repo', 'verify', '--data', data.path], { encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  return Number(/(\d+) repositories checked/.exec(stderr)[1])
}

/** Checks all people's accounts and the server's lists, and that followers hear of everything. */
async function checkAll(people, witness, follower) {
  await Promise.all(people.map((person) => person.seeEnds()))
  const body = { repo: witness.did, collection: 'com.example.walk', record: { $type: 'com.example.walk' } }
  const { commit } = await ok('com.atproto.repo.createRecord', { as: witness, body })
  const events = await eventsUntil(PDS, ({ body }) => body.rev === commit.rev)
  const found = inspect.eventsByAccount(events)
  await follower.until(witness.did, commit.rev)
  await Promise.all(people.map((person) => person.check((did) => found.get(did) ?? [])))
  const accounts = [witness, ...people.flatMap((person) => person.accounts)]
  await inspect.checkLists(accounts)
  for (const { did } of [...accounts, ...people.flatMap(({ gone }) => gone)]) found.delete(did)
  return found
}

let server = await start()
const follower = new Follower()
try {
  const witness = await signUp('witness')
  const people = Array.from({ length: PEOPLE }, (_, i) => new Person(i))
  const forgotten = new Set()
  follower.connect()
  for (let number = 1; number <= TIMES; number++) {
    const hit = await walk(server, people)
    follower.close()
    verifyRepos()
    server = await start()
    follower.connect()
    const others = await checkAll(people, witness, follower)
    for (const [did, events] of others) {
      const gone = forgotten.has(did) && events.every((event) => event === 'account deleted')
      assert.ok(gone, `events of nobody: ${did} ${events}`)
    }
    for (const person of people) {
      for (const { did } of person.gone) forgotten.add(did)
      person.forget()
    }
    console.log(`kill ${number} of ${TIMES} in ${hit.join(', ') || 'nothing'}: all accounts are whole (SEED=${SEED})`)
  }
  await server.stop()
  const known = people.flatMap(({ accounts }) => accounts).length + 1
  assert.equal(verifyRepos(), known, 'no repository is without an account')
  console.table(Object.fromEntries(Object.entries(counts).map(([name, { millis, ...rest }]) => [name, rest])))
} catch (error) {
  console.error(`SEED=${SEED}`)
  throw error
} finally {
  follower.close()
  await server.stop()
  await watched.stop()
  await directory.stop()
  await mailbox.stop()
  data.remove()
  outside.remove()
}
