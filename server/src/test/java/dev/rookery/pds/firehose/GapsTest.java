package dev.rookery.pds.firehose;

import static dev.rookery.pds.api.repo.Notes.NOTE;
import static dev.rookery.pds.api.repo.Notes.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.firehose.TestFollower.Frame;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What makes gaps in the numbers: restarts and deletions.
class GapsTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static final AtomicInteger NAMES = new AtomicInteger();

    @Test
    void restart_goesOnWithHigherNumbers() {
        var user = pds.user("restart" + NAMES.incrementAndGet() + ".test");
        long before;
        try (var follower = new TestFollower(pds.url(), "?cursor=0")) {
            Frame frame;
            do {
                frame = follower.next();
            } while (!user.did().text().equals(frame.body().text("did"))
                    || !frame.type().equals("#sync"));
            before = frame.sequence();
        }
        pds.restart();

        call(user, "putRecord", "'collection':'" + NOTE + "','rkey':'a','record':{'text':'a'}")
                .expect(200);

        try (var follower = new TestFollower(pds.url(), "?cursor=" + before)) {
            var next = follower.next();
            assertThat(next.type()).isEqualTo("#commit");
            assertThat(next.sequence()).isGreaterThan(before + 1);
        }
    }

    @Test
    void deletedAccount_leavesOneEvent() {
        var user = pds.user("gone" + NAMES.incrementAndGet() + ".test");
        pds.admin()
                .post(
                        "com.atproto.admin.deleteAccount",
                        "{\"did\":\"" + user.did().text() + "\"}")
                .expect(200);
        pds.user("after" + NAMES.incrementAndGet() + ".test");

        var types = new ArrayList<String>();
        try (var follower = new TestFollower(pds.url(), "?cursor=0")) {
            for (var frame = follower.next(); ; frame = follower.next()) {
                var did = frame.body().text(frame.type().equals("#commit") ? "repo" : "did");
                if (user.did().text().equals(did)) {
                    types.add(frame.type() + " " + frame.body().text("status"));
                } else if (!types.isEmpty()) {
                    break;
                }
            }
        }
        assertThat(types).containsExactly("#account deleted");
    }
}
