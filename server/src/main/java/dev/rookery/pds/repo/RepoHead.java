package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Tid;

/// Where a repository stands.
///
/// @param repo the number under which its rows are kept; an import gives a repository a new one
/// @param commit the CID of `commitBlock`
/// @param commitBlock the signed commit; not to be changed
/// @param data the root of the tree
/// @param records how many records it has
/// @param nodes how many nodes its tree has
public record RepoHead(long repo, Cid commit, byte[] commitBlock, Tid rev, Cid data, long records, long nodes) {}
