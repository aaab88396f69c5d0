/// Identifiers and other strings of the protocol, as values that are valid by construction.
///
/// Everything here is parsed on nearly every request, so the checks are plain scans over the characters,
/// without regular expressions and without allocation. Each type has a static `isValid` beside its
/// constructor for code that only asks.
///
/// Rules: [DID](https://atproto.com/specs/did), [handle](https://atproto.com/specs/handle),
/// [NSID](https://atproto.com/specs/nsid), [record key](https://atproto.com/specs/record-key),
/// [TID](https://atproto.com/specs/tid), [AT-URI](https://atproto.com/specs/at-uri-scheme) and the string
/// formats of the [lexicon language](https://atproto.com/specs/lexicon#string-formats).
@NullMarked
package dev.rookery.atproto.syntax;

import org.jspecify.annotations.NullMarked;
