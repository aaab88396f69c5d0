/// Content-addressable archives: repositories, and parts of them, on the wire.
///
/// **Format** ([CARv1](https://ipld.io/specs/transport/car/carv1/)). A header and then sections, each preceded by its
/// length as a varint. The header is DAG-CBOR, `{"roots": [cid], "version": 1}`; a section is a CID of 36 bytes and
/// the block that it names. Order and duplicates are up to the writer.
///
/// Both ends work on streams and hold one block at a time. Errors of the stream itself pass as
/// [java.io.UncheckedIOException].
@NullMarked
package dev.rookery.atproto.car;

import org.jspecify.annotations.NullMarked;
