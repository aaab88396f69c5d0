package dev.rookery.pds.api.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ListReposTest {
    private static final String METHOD = "com.atproto.sync.listRepos";

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static Answer page(int limit, @Nullable String cursor) {
        String number = Integer.toString(limit);
        return cursor == null
                ? pds.client().get(METHOD, "limit", number)
                : pds.client().get(METHOD, "limit", number, "cursor", cursor);
    }

    private static List<DataMap> repos(Answer answer) {
        return ((DataList) Objects.requireNonNull(answer.expect(200).json().get("repos")))
                .items().stream().map(DataMap.class::cast).toList();
    }

    private static Map<String, DataMap> all(int limit) {
        Map<String, DataMap> found = new HashMap<>();
        @Nullable String cursor = null;
        do {
            Answer answer = page(limit, cursor);
            for (DataMap repo : repos(answer)) {
                assertThat(found.put(Objects.requireNonNull(repo.text("did")), repo))
                        .isNull();
            }
            cursor = answer.json().text("cursor");
        } while (cursor != null);
        return found;
    }

    @Test
    void everyAccount_isThereInItsState() {
        var active = pds.user("active.test");
        var left = pds.user("left.test");
        var removed = pds.user("removed.test");
        pds.inside().accounts().deactivate(left.did(), null);
        pds.inside().accounts().takeDown(removed.did(), "report-1");

        var found = all(1000);

        Answer latest = pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", active.did().text());
        DataMap repo = Objects.requireNonNull(found.get(active.did().text()));
        assertThat(repo.text("head")).isEqualTo(latest.text("cid"));
        assertThat(repo.text("rev")).isEqualTo(latest.text("rev"));
        assertThat(repo.text("status")).isNull();
        assertThat(found.get(left.did().text()).text("status")).isEqualTo("deactivated");
        assertThat(found.get(removed.did().text()).text("status")).isEqualTo("takendown");
    }

    @Test
    void pages_areCompleteAndWithoutRepeats_whileAccountsAreMade() {
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            before.add(pds.user("before" + i + ".test").did().text());
        }
        var making = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 10; i++) {
                pds.user("during" + i + ".test");
            }
        });

        do {
            assertThat(all(3)).containsKeys(before.toArray(String[]::new));
        } while (!making.isDone());

        making.join();
        assertThat(all(4)).hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void cursors_thatAreNone_areRefused() {
        for (String cursor : List.of("x", "1::", "::did:plc:x", "1::a::b", "x::did:plc:x", "99999999999999999999::a")) {
            assertThat(page(10, cursor).expect(400, "InvalidRequest").message()).isEqualTo("Malformed cursor");
        }
        assertThat(repos(page(10, "0::x"))).isEqualTo(repos(page(10, null)));
        assertThat(repos(page(10, "9999999999999::x"))).isEmpty();
    }
}
