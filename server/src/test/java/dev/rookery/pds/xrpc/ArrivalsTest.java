package dev.rookery.pds.xrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.firehose.TestFollower;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What arrives is counted by the client's network before anything of it is looked at.
class ArrivalsTest {
    private static final int CALLS_MAX = 3_000;

    @RegisterExtension
    static final TestPds pds =
            TestPds.start(Map.of("PDS_RATE_LIMITS_ENABLED", "true", "PDS_RATE_LIMIT_BYPASS_IPS", "192.0.2.1"));

    /// A call through proxies, each of which added a line.
    private static Answer call(String verb, String path, String authorization, String body, String... forwarded) {
        var request = pds.client().request(path).method(verb, BodyPublishers.ofString(body));
        for (String line : forwarded) {
            request.header("X-Forwarded-For", line);
        }
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return pds.client().send(request.build());
    }

    private static void exhaust(String address) {
        for (int i = 0; i < CALLS_MAX; i++) {
            assertThat(call("GET", "/xrpc/com.example.none", "", "", address).status())
                    .isEqualTo(501);
        }
    }

    private static String left(Answer answer) {
        return String.valueOf(answer.header("RateLimit-Remaining"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | com.atproto.repo.getRecord?repo=..      | ''           | 400 | 203.0.113.1
            GET  | com.atproto.repo.createRecord           | ''           | 400 | 203.0.113.2
            POST | com.atproto.repo.createRecord           | ''           | 401 | 203.0.113.3
            POST | com.atproto.repo.createRecord           | Bearer a.b.c | 400 | 203.0.113.4
            GET  | com.atproto.admin.getAccountInfo?did=x  | Basic YTpi   | 400 | 203.0.113.5
            POST | com.atproto.server.createSession        | ''           | 400 | 203.0.113.6
            GET  | com.example.none                        | ''           | 501 | 203.0.113.7
            GET  | no_name                                 | ''           | 400 | 203.0.113.8
            GET  | ''                                      | ''           | 400 | 203.0.113.9
            """)
    void refusedCalls_costToo(String verb, String method, String authorization, int status, String address) {
        assertThat(left(call(verb, "/xrpc/" + method, authorization, "{", address)
                        .expect(status)))
                .isEqualTo("2999");
        assertThat(left(call(verb, "/xrpc/" + method, authorization, "{", address)
                        .expect(status)))
                .isEqualTo("2998");
    }

    @Test
    void whatTheClientWroteItself_isNotBelieved() {
        String path = "/xrpc/com.example.none";

        assertThat(left(call("GET", path, "", "", "1.1.1.1", "198.51.100.1"))).isEqualTo("2999");
        assertThat(left(call("GET", path, "", "", "1.1.1.2", "198.51.100.1"))).isEqualTo("2998");
        assertThat(left(call("GET", path, "", "", "192.0.2.1", "198.51.100.1"))).isEqualTo("2997");
        assertThat(left(call("GET", path, "", "", "192.0.2.1, 198.51.100.1"))).isEqualTo("2996");
        assertThat(call("GET", path, "", "", "192.0.2.1").header("RateLimit-Remaining"))
                .isNull();
    }

    @Test
    void onceTooMany_nothingIsLookedAt_butHealthIsAnswered() {
        exhaust("2001:db8:1:2::1");
        String same = "2001:db8:1:2:ffff::9";

        call("POST", "/xrpc/com.atproto.repo.createRecord", "", "{", same).expect(429, "RateLimitExceeded");
        call("GET", "/xrpc/_health", "", "", same).expect(200);
        call("GET", "/xrpc/com.example.none", "", "", "2001:db8:1:3::1").expect(501);
        try (var follower = new TestFollower(pds.url(), "", 0, "X-Forwarded-For: " + same + "\r\n")) {
            assertThat(follower.next().body().text("error")).isEqualTo("RateLimitExceeded");
        }
    }
}
