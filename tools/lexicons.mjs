#!/usr/bin/env node
// Writes lexicons/ from the pinned sources below: `node tools/lexicons.mjs`. Needs Node 20 or newer and npm.
//
// The folder is replaced as a whole, so that what the package drops is dropped here too. Descriptions are left out:
// Rookery needs the schemas, not their prose.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const PACKAGE = '@atproto/api@0.21.0'
// Schemas that the reference knows, and its package does not have: from the repository, at this commit.
const REPOSITORY =
  'https://raw.githubusercontent.com/bluesky-social/atproto/d6296a1cfdb40a773319cb59061300e4e8e52f26/lexicons'
const TARGET = join(dirname(fileURLToPath(import.meta.url)), '..', 'lexicons')

// All of these, with everything that they refer to.
const WANTED_PREFIX = 'com.atproto.'
const RECORDS = `
  app.bsky.actor.contentVisibilityDeclaration app.bsky.actor.profile app.bsky.actor.status app.bsky.feed.generator
  app.bsky.feed.like app.bsky.feed.post app.bsky.feed.postgate app.bsky.feed.repost app.bsky.feed.threadgate
  app.bsky.graph.block app.bsky.graph.follow app.bsky.graph.list app.bsky.graph.listblock app.bsky.graph.listitem
  app.bsky.graph.referencelistoptout app.bsky.graph.starterpack app.bsky.graph.verification app.bsky.labeler.service
  app.bsky.notification.declaration chat.bsky.actor.declaration
  com.atproto.lexicon.schema com.germnetwork.declaration`
const OTHERS = `
  site.standard.document site.standard.graph.recommend site.standard.graph.subscription site.standard.publication
  site.standard.theme.basic site.standard.theme.color`
const METHODS = `
  app.bsky.actor.getPreferences app.bsky.actor.getProfile app.bsky.actor.getProfiles app.bsky.actor.putPreferences
  app.bsky.feed.getActorLikes app.bsky.feed.getAuthorFeed app.bsky.feed.getFeed app.bsky.feed.getPostThread
  app.bsky.feed.getTimeline app.bsky.notification.registerPush app.bsky.notification.unregisterPush`

const others = words(OTHERS)
const documents = new Map([...(await download()), ...(await Promise.all(others.map(fromRepository)))])
const wanted = withReferences([
  ...[...documents.keys()].filter((id) => id.startsWith(WANTED_PREFIX)),
  ...words(RECORDS),
  ...words(METHODS),
  ...others,
])
write(wanted)
console.log(`${wanted.length} schemas in lexicons/`)

function words(text) {
  return text.trim().split(/\s+/)
}

async function fromRepository(id) {
  const answer = await fetch(`${REPOSITORY}/${id.replaceAll('.', '/')}.json`)
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`)
  return [id, await answer.json()]
}

/** The package's documents by NSID. They are the one exported object literal of a module whose imports we do without. */
async function download() {
  const folder = mkdtempSync(join(tmpdir(), 'lexicons-'))
  try {
    execFileSync('npm', ['pack', '--silent', PACKAGE], { cwd: folder })
    execFileSync('sh', ['-c', 'tar xzf *.tgz'], { cwd: folder })
    const source = readFileSync(join(folder, 'package/dist/client/lexicons.js'), 'utf8')
    const start = source.indexOf('export const schemaDict = {')
    const end = source.indexOf('\n};\n', start)
    if (start < 0 || end < 0) throw new Error(`no schemaDict in ${PACKAGE}: has its layout changed?`)
    const module = join(folder, 'schemas.mjs')
    writeFileSync(module, source.slice(start, end + 4))
    const { schemaDict } = await import(pathToFileURL(module).href)
    return new Map(Object.values(schemaDict).map((document) => [document.id, document]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function withReferences(ids) {
  const found = new Set()
  const left = [...ids]
  while (left.length > 0) {
    const id = left.pop()
    if (found.has(id)) continue
    const document = documents.get(id)
    if (!document) throw new Error(`${id} is in no source`)
    found.add(id)
    left.push(...references(document))
  }
  return [...found].sort()
}

/** The NSIDs of other documents that `ref` and `refs` name anywhere below. */
function references(node) {
  if (node === null || typeof node !== 'object') return []
  const here = [node.type === 'ref' ? node.ref : [], node.type === 'union' ? node.refs : []].flat()
  return [
    ...here.map((reference) => reference.replace(/^lex:/, '').split('#')[0]).filter((id) => id !== ''),
    ...Object.values(node).flatMap(references),
  ]
}

/**
 * The document as it is published, less its descriptions: the package writes every reference in full, as a URI.
 * A property may be called `description` too: then its value is a schema, not a text.
 */
function text(document) {
  const replace = (key, value) => {
    if (typeof value !== 'string') return value
    if (key === 'description') return undefined
    return value.replace(`lex:${document.id}#`, '#').replace(/^lex:/, '')
  }
  return `${JSON.stringify(document, replace, 2)}\n`
}

function write(ids) {
  rmSync(TARGET, { recursive: true, force: true })
  for (const id of ids) {
    const file = join(TARGET, `${id.replaceAll('.', '/')}.json`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text(documents.get(id)))
  }
  writeFileSync(join(TARGET, 'index.txt'), `${ids.join('\n')}\n`)
  writeFileSync(join(TARGET, 'NOTICE.md'), notice())
}

function notice() {
  return `# Source of these files

The schemas in this folder come from the npm package \`${PACKAGE}\`, and those below \`site/standard\` from the
repository that it is made from (<https://github.com/bluesky-social/atproto>), without their descriptions.
\`tools/lexicons.mjs\` writes them: change that, not these. Both are dual-licensed under the MIT License and the
Apache License 2.0, at the user's choice; they are used here under the MIT License:

> Copyright (c) 2022-2026 Bluesky Social PBC, and Contributors
>
> Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
> documentation files (the "Software"), to deal in the Software without restriction, including without limitation
> the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
> to permit persons to whom the Software is furnished to do so, subject to the following conditions:
>
> The above copyright notice and this permission notice shall be included in all copies or substantial portions of
> the Software.
>
> THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
> THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
> AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
> CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
> IN THE SOFTWARE.
`
}
