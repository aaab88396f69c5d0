package dev.rookery.pds.repo;

import java.util.ArrayList;
import java.util.List;

/// Checks that no account is listed as having records of a collection of which it has none. That it is listed where it
/// has some is up to [RepoChecker].
///
/// Nothing may write meanwhile.
public final class CollectionChecker {
    private final RepoStore store;

    public CollectionChecker(RepoStore store) {
        this.store = store;
    }

    /// What is wrong with the lists: empty if nothing is.
    public List<String> check() {
        var problems = new ArrayList<String>();
        store.eachListed((collection, did) -> {
            var head = store.head(did);
            if (head == null || !store.hasRecords(head.repo(), collection)) {
                problems.add(did + " is listed as having records of " + collection + ", but has none");
            }
        });
        return problems;
    }
}
