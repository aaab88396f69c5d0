/// The data model: the values that records are made of, in DAG-CBOR and in JSON.
///
/// **Terms.** *Canonical*: the one encoding that a value has in DAG-CBOR: keys by length and then by bytes,
/// the shortest form of every length and number, nothing indefinite, no floats, tag 42 alone (a link).
/// *Blob*: a map that has exactly the shape of a blob reference; a map that merely resembles one stays a map.
///
/// **Limits.** Values nest at most [DagCbor#DEPTH_MAX] deep; an encoded value has at most [DagCbor#SIZE_MAX] bytes; a
/// number in JSON is an integer within ±(2^53 − 1).
///
/// **Invariants.** I4: what decodes, encodes to the same bytes; what is not canonical is refused.
///
/// See [the data model](https://atproto.com/specs/data-model) and
/// [DAG-CBOR](https://ipld.io/specs/codecs/dag-cbor/spec/).
@NullMarked
package dev.rookery.atproto.data;

import org.jspecify.annotations.NullMarked;
