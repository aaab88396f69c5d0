package dev.rookery.bench.load;

import java.util.List;

/// One line of the table: prepares a target, and says what is then done to it.
///
/// @param unit what is counted
/// @param runs how a target is measured
record Scenario(String name, String unit, Runs runs, Preparation preparation) {

    /// Makes a target ready: accounts, records. Not timed.
    @FunctionalInterface
    interface Preparation {
        Workload prepare(Target target);
    }

    /// How long, or how often: short calls run for a time, long ones a few times.
    enum Runs {
        BY_TIME,
        BY_COUNT
    }

    static List<Scenario> all() {
        var repos = new Repos();
        return List.of(
                byTime("createRecord, 1 account", "records", target -> Writes.creating(target, 1, 1)),
                byTime("createRecord, 50 accounts, 16 at a time", "records", target -> Writes.creating(target, 50, 16)),
                byTime("applyWrites of 200", "records", Writes::batches),
                byTime("getRecord, 16 at a time", "records", Reads::records),
                byTime("listRecords of 50, 16 at a time", "pages", Reads::pages),
                byTime("uploadBlob of 50 KB, 16 at a time", "blobs", Blobs::uploads),
                new Scenario("getRepo of 50,000 records", "repos", Runs.BY_COUNT, repos::exports),
                new Scenario("importRepo of 50,000 records", "repos", Runs.BY_COUNT, repos::imports));
    }

    private static Scenario byTime(String name, String unit, Preparation preparation) {
        return new Scenario(name, unit, Runs.BY_TIME, preparation);
    }
}
