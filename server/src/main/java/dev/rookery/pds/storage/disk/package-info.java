/// Blobs as files.
///
/// | file | is |
/// |---|---|
/// | `DID/CID` | a permanent blob |
/// | `tempt/DID/key` | a temporary blob, its time of change the time when it was received |
/// | `quarantine/DID/CID` | (kept free for blobs that are taken down) |
///
/// The layout is that of the reference server, whose folder can be taken over as it is. A file becomes permanent by
/// being renamed, after it and before its folder is forced to the disk.
@NullMarked
package dev.rookery.pds.storage.disk;

import org.jspecify.annotations.NullMarked;
