/// Repositories and the event log over ordered keys and values.
///
/// **Rows.** Numbers are big-endian; `repo` is 8 bytes; a text ends where the key ends or at a zero byte.
///
/// | space | key | value |
/// |---|---|---|
/// | meta | `next-repo`, `last-sequence`, `nodes-sequence`, `trimmed`, `cids-indexed`, `bulk` + repo, or `scrub` + DID
/// | a number |
/// | heads | DID | repo, records, nodes, commit CID, commit block |
/// | records | repo, path | hidden (1), rev (8), CID (36), block |
/// | nodes | repo, first key, 0, 255 − layer (1) | rev (8) of the commit that wrote it, CID (36), block |
/// | CIDs | repo, mark of the CID (8), the rest of the key of the record or node that bears it | – |
/// | hidden | repo, path | the moderators' reference, in UTF-8 |
/// | blob uses | repo, blob CID (36), path | rev (8) of the record |
/// | backlinks | repo, subject digest (32), record key | – |
/// | collections | collection, 0, DID | – |
/// | blobs | DID, 0, CID (36) | size (8), created (8), then MIME type, temporary key and takedown, each ended by 0 |
/// | events | sequence (8), milliseconds since 1970 (8), DID | frame |
///
/// Nodes may lag behind the records: those of recent commits are held in memory ([LateNodes]) and written together, and
/// after a crash they come from the events behind `nodes-sequence` ([NodeRecovery]).
///
/// A repository's records and nodes each lie together in the order of a walk, so that an export is two scans side by
/// side, and a listing is one.
@NullMarked
package dev.rookery.pds.storage.keyvalue;

import org.jspecify.annotations.NullMarked;
