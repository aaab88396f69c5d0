package dev.rookery.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One line of the table: prepares a target, and says what is then done to it.
///
/// @param unit what is counted
record Scenario(String name, String unit, Preparation preparation) {

    /// More events than a run of any length writes.
    private static final int MANY = 100_000_000;

    /// Makes a target ready: accounts, records. Not timed.
    @FunctionalInterface
    interface Preparation {
        Measurement prepare(Target target);
    }

    /// One run, of about this time; calls that take longer are made once.
    @FunctionalInterface
    interface Measurement {
        Run run(Duration time);
    }

    /// @param replayed how many events a replay reads
    static List<Scenario> all(int replayed) {
        var repos = new Repos();
        var scenarios = new ArrayList<Scenario>();
        scenarios.add(calling("createRecord, 1 account", "records", target -> Writes.creating(target, 1, 1)));
        scenarios.add(calling(
                "createRecord, 50 accounts, 16 at a time", "records", target -> Writes.creating(target, 50, 16)));
        scenarios.add(calling("applyWrites of 200", "records", Writes::batches));
        scenarios.add(calling("getRecord, 16 at a time", "records", Reads::records));
        if (Wrk.isInstalled()) {
            scenarios.add(new Scenario("getRecord, 64 connections of wrk", "records", Reads::recordsByWrk));
        }
        scenarios.add(calling("listRecords of 50, 16 at a time", "pages", Reads::pages));
        scenarios.add(calling("uploadBlob of 50 KB, 16 at a time", "blobs", Blobs::uploads));
        scenarios.add(new Scenario("getRepo of 50,000 records", "repos", repos::exports));
        scenarios.add(new Scenario("importRepo of 50,000 records", "repos", repos::imports));
        scenarios.add(new Scenario(
                "delivery to 1 follower, 16 writing", "events", target -> Following.delivery(target, 1, MANY)));
        scenarios.add(new Scenario(
                "delivery to 50 followers, 16 writing", "events", target -> Following.delivery(target, 50, MANY)));
        scenarios.add(new Scenario(
                "createRecord beside 10 followers that read", "records", target -> Following.beside(target, 10, true)));
        scenarios.add(new Scenario(
                "createRecord beside 10 followers that stall",
                "records",
                target -> Following.beside(target, 10, false)));
        scenarios.add(
                new Scenario("replay from the beginning", "events", target -> Following.replay(target, replayed)));
        scenarios.add(new Scenario(
                "10,000 events to 1,000 followers", "events", target -> Following.delivery(target, 1000, 10_000)));
        var flood = "createRecord beside " + Logins.PER_SECOND + " logins a second, ";
        scenarios.add(
                new Scenario(flood + "right password", "records", target -> Logins.beside(target, Account.PASSWORD)));
        scenarios.add(new Scenario(flood + "wrong password", "records", target -> Logins.beside(target, "guessed")));
        scenarios.add(calling("createRecord, no logins", "records", target -> Writes.creating(target, 1, 1)));
        return scenarios;
    }

    private static Scenario calling(String name, String unit, Function<Target, Workload> workload) {
        return new Scenario(name, unit, target -> {
            var prepared = workload.apply(target);
            return time -> Runner.run(target, prepared, time, Integer.MAX_VALUE);
        });
    }
}
