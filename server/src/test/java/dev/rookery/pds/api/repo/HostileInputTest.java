package dev.rookery.pds.api.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.repo.VerifiedRepo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Input that makes no sense, made at random: whatever it is, the answer is no failure of the server's, and the
/// repository stays whole.
class HostileInputTest {
    private static final int REQUESTS = 900;
    private static final List<String> METHODS = List.of("createRecord", "putRecord", "deleteRecord", "applyWrites");
    private static final List<String> NAMES = List.of(
            "repo",
            "collection",
            "rkey",
            "record",
            "validate",
            "swapCommit",
            "swapRecord",
            "writes",
            "value",
            "$type",
            "$link",
            "$bytes",
            "text",
            "createdAt",
            "ref",
            "mimeType",
            "size",
            "cid",
            "subject",
            "uri",
            "embed",
            "extra");

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static final TestPds.User ALICE = pds.user("alice.test");

    private static final List<String> TEXTS = List.of(
            ALICE.did().text(),
            "alice.test",
            "did:plc:x",
            "",
            "com.example.note",
            "app.bsky.feed.post",
            "app.bsky.graph.follow",
            "app.bsky.actor.profile",
            "a.b",
            "self",
            ".",
            "..",
            "a/b",
            "x".repeat(600),
            "3jzfcijpj2z2a",
            "blob",
            "com.atproto.repo.applyWrites#create",
            "com.atproto.repo.applyWrites#update",
            "com.atproto.repo.applyWrites#delete",
            "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
            "bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
            "QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n",
            "\\ud800",
            "\\u0000",
            "\\udc00\\ud800",
            "2026-01-01T00:00:00Z",
            "aGVsbG8",
            "!!!",
            "at://alice.test/a.b.c/d");
    private static final List<String> NUMBERS =
            List.of("0", "-1", "1.5", "1e400", "9007199254740993", "123456789012345678901234567890", "-0", "1e3");

    @Test
    void randomJson_isNeverAServerError() {
        long seed = Long.getLong("rookery.seed", System.nanoTime());
        var random = new Random(seed);
        for (int i = 0; i < REQUESTS; i++) {
            String method = METHODS.get(random.nextInt(METHODS.size()));
            String json = request(random, method);

            var answer = ALICE.client().post("com.atproto.repo." + method, json);

            assertThat(answer.status())
                    .as(() -> "-Drookery.seed=" + seed + ": " + method + " " + json + " gives " + answer.bodyText())
                    .isIn(200, 400, 401, 403);
        }
        assertWhole();
    }

    /// A request that makes sense, with some of its properties replaced by what makes none.
    private static String request(Random random, String method) {
        List<String> properties = new ArrayList<>();
        properties.add(property(random, "repo", "\"alice.test\""));
        if (method.equals("applyWrites")) {
            properties.add(property(random, "writes", "[" + operation(random) + "," + operation(random) + "]"));
        } else {
            properties.add(property(random, "collection", "\"com.example.note\""));
            properties.add(property(random, "rkey", "\"k" + random.nextInt(20) + "\""));
            properties.add(property(random, "record", object(random, 0)));
        }
        if (random.nextInt(3) == 0) {
            properties.add(property(random, pick(random, NAMES), value(random, 0)));
        }
        return "{" + String.join(",", properties) + "}";
    }

    private static String property(Random random, String name, String good) {
        return "\"" + name + "\":" + (random.nextInt(8) == 0 ? value(random, 0) : good);
    }

    private static String operation(Random random) {
        String kind = List.of("create", "update", "delete").get(random.nextInt(3));
        return "{" + property(random, "$type", "\"com.atproto.repo.applyWrites#" + kind + "\"") + ","
                + property(random, "collection", "\"com.example.note\"") + ","
                + property(random, "rkey", "\"k" + random.nextInt(20) + "\"") + ","
                + property(random, "value", object(random, 0)) + "}";
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 6 ? 4 : 7)) {
            case 0 -> pick(random, NUMBERS);
            case 1, 2 -> "\"" + pick(random, TEXTS) + "\"";
            case 3 -> List.of("null", "true", "false").get(random.nextInt(3));
            case 4 -> "[" + value(random, depth + 1) + "," + value(random, depth + 1) + "]";
            default -> object(random, depth + 1);
        };
    }

    private static String object(Random random, int depth) {
        List<String> properties = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            properties.add("\"" + pick(random, NAMES) + "\":" + value(random, depth + 1));
        }
        return "{" + String.join(",", properties) + "}";
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Test
    void randomBytes_areNeverAServerError() {
        long seed = Long.getLong("rookery.seed", System.nanoTime());
        var random = new Random(seed);
        byte[] good = ("{\"repo\":\"alice.test\",\"collection\":\"com.example.note\",\"rkey\":\"k\",\"record\":"
                        + "{\"text\":\"h\u00e9llo\",\"n\":[1,{\"$bytes\":\"aGVsbG8\"}]}}")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < REQUESTS / 3; i++) {
            byte[] mutant = good.clone();
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();

            var answer = ALICE.client().post("com.atproto.repo.putRecord", "application/json", mutant);

            assertThat(answer.status())
                    .as(() -> "-Drookery.seed=" + seed + ": " + new String(mutant, StandardCharsets.ISO_8859_1)
                            + " gives " + answer.bodyText())
                    .isIn(200, 400, 401, 403);
        }
        assertWhole();
    }

    @ParameterizedTest
    @CsvSource({
        "repo.getRecord, repo collection rkey cid",
        "repo.listRecords, repo collection cursor limit reverse",
        "repo.describeRepo, repo",
        "repo.listMissingBlobs, cursor limit",
        "sync.getRepo, did since",
        "sync.getRecord, did collection rkey",
        "sync.getLatestCommit, did",
        "sync.getBlob, did cid",
    })
    void oddParameters_areNeverAServerError(String method, String names) {
        Map<String, String> good =
                Map.of("repo", "alice.test", "did", ALICE.did().text(), "collection", "com.example.note", "rkey", "k");
        for (String odd : names.split(" ", -1)) {
            for (String text : TEXTS) {
                var parameters = new HashMap<>(good);
                parameters.put(odd, text + "\u0000/%\udc00");

                var answer = ALICE.client().get("com.atproto." + method, flat(parameters));

                assertThat(answer.status()).as(method + " " + odd + "=" + text).isIn(200, 400);
            }
        }
    }

    private static String[] flat(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
    }

    private static void assertWhole() {
        byte[] car = pds.client()
                .get("com.atproto.sync.getRepo", "did", ALICE.did().text())
                .expect(200)
                .body();
        VerifiedRepo.of(car, pds.inside().keys().of(ALICE.did()).verifyingKey());
    }
}
