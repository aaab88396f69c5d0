/// Repositories: the one write path, reads, exports and imports.
///
/// **Writing.** [RepoService#apply] takes the repository's lock, and lets a [CommitBuilder] turn the writes
/// into a [RepoChange]: the new tree nodes, the signed commit, the event with its proof. The [CommitQueue]
/// makes the changes of all repositories that wait durable in one write of the [RepoStore]. Only then is
/// anything acknowledged or announced.
///
/// **Invariants.** I1 (heads move by compare-and-set; the lock only spares losing the race), I2 (a commit and its event
/// are one write), I3 (undoing the operations over the event's own blocks gives the old root; checked on every commit).
@NullMarked
package dev.rookery.pds.repo;

import org.jspecify.annotations.NullMarked;
