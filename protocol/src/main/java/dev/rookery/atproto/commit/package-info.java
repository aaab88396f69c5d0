/// Signed commits: the head of a repository, and the record operations between one head and the next.
///
/// Source: <https://atproto.com/specs/repository#commit-objects>, <https://atproto.com/specs/sync#commit-validation>
@NullMarked
package dev.rookery.atproto.commit;

import org.jspecify.annotations.NullMarked;
