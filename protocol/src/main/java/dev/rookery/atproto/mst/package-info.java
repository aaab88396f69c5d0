/// The Merkle search tree: a sorted map from record path to CID whose shape depends only on its contents.
///
/// **Terms.** A *key* is a record path, `collection/rkey`. Its *height* is the number of leading zero bits of its
/// SHA-256, counted in pairs. A node's *layer* is the height of its keys. An *entry* is a key with its value; a *link*
/// is a subtree: before the first entry, or right of an entry. A node's *first* key is the smallest of its subtree;
/// (first, layer) names a node's place without naming its contents, and sorts nodes in the order of a walk.
///
/// **Format.** A node is a DAG-CBOR map `{l: link | null, e: [{p, k, v, t}]}`: `l` the link before the first entry; in
/// each entry `p` the number of bytes shared with the key before, `k` the rest of the key, `v` the value, `t` the link
/// to the right.
///
/// **Tricky.** Removing a key joins the two subtrees beside it. A root left with one link and no key is replaced by
/// what it links to; below the root such nodes stay, because every layer between a key and its parent has a node.
///
/// **Invariants.** I5 (order does not matter). Trees and nodes are immutable: [TreeEdit] makes new nodes along the
/// changed paths and shares the rest.
///
/// Source: <https://atproto.com/specs/repository#mst-structure>
@NullMarked
package dev.rookery.atproto.mst;

import org.jspecify.annotations.NullMarked;
