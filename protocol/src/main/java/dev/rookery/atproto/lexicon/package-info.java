/// The lexicon language: schemas of records, methods and their parts, and the checking of data against them.
///
/// **Terms.** *Document*: the JSON file of one NSID. *Definition*: one named schema in it; `main` is what the
/// NSID itself stands for, the rest are named `nsid#name`. *Primary definition*: a record, method or
/// permission set, which only `main` can be.
///
/// **How it works.** A document's definitions are compiled once into trees of [Schema], which know nothing of
/// JSON. References are resolved when they are first followed, so that documents may refer to each other in
/// circles and a server that starts reads none. A check answers null or the first [Issue]; the path to it is
/// put together only then, on the way back up, so that good data pays nothing for it.
///
/// **Wording.** Messages and paths follow the reference implementation's (`packages/lex/lex-schema`), because
/// people search for them: `Missing required key "text" at $.record`.
///
/// The [specification](https://atproto.com/specs/lexicon).
@NullMarked
package dev.rookery.atproto.lexicon;

import org.jspecify.annotations.NullMarked;
