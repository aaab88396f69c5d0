package dev.rookery.pds.api.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.pds.FakeService;
import dev.rookery.pds.TestIdentity;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Reports, which go to a moderation service in the reporter's name.
class CreateReportTest {
    private static final String METHOD = "com.atproto.moderation.createReport";
    private static final String REPORT = """
            {"reasonType":"com.atproto.moderation.defs#reasonSpam","reason":"ads",\
            "subject":{"$type":"com.atproto.admin.defs#repoRef","did":"did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"}}""";
    private static final String USUAL = "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb";

    private static final FakeService usual = FakeService.start();
    private static final FakeService other = FakeService.start();
    private static final TestIdentity labeler = TestIdentity.labeler(other.url());

    @RegisterExtension
    static final TestPds pds =
            TestPds.start(Map.of("PDS_REPORT_SERVICE_URL", usual.url() + "/", "PDS_REPORT_SERVICE_DID", USUAL));

    @AfterAll
    static void close() {
        usual.close();
        other.close();
    }

    private static Answer report(XrpcClient client, @Nullable String service) {
        var request = client.request("/xrpc/" + METHOD)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(REPORT));
        return client.send((service == null ? request : request.header("atproto-proxy", service)).build());
    }

    private static String claims(FakeService.Request request) {
        assertThat(request.authorization()).startsWith("Bearer ");
        String token = request.authorization();
        String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
        return new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
    }

    @Test
    void report_goesToTheUsualService_andItsAnswerComesBack() {
        TestPds.User user = pds.user("reporter.test");
        usual.answer(200, "{\"id\":7,\"new\":true}");

        Answer answer = report(user.client(), null).expect(200);

        assertThat(answer.bodyText()).isEqualTo("{\"id\":7,\"new\":true}");
        assertThat(usual.last().line()).isEqualTo("POST /xrpc/" + METHOD);
        assertThat(DataJson.parse(usual.last().body().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(DataJson.parse(REPORT.getBytes(StandardCharsets.UTF_8)));
        assertThat(claims(usual.last()))
                .contains("\"iss\":\"" + user.did() + "\"", "\"aud\":\"" + USUAL + "\"", "\"lxm\":\"" + METHOD + "\"");
    }

    @Test
    void silentServices_holdUpFewCalls_andNoneToTheUsualOne() throws Exception {
        TestPds.User user = pds.user("patient.test");
        var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        List<Socket> taken = new ArrayList<>();
        String named = TestIdentity.labeler(URI.create("http://localhost:" + silent.getLocalPort()))
                        .register(pds)
                        .did() + "#atproto_labeler";
        List<Future<Answer>> waiting = new ArrayList<>();
        try (silent;
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                waiting.add(threads.submit(() -> report(user.client(), named)));
            }
            for (int i = 0; i < 16; i++) {
                taken.add(silent.accept());
            }

            report(user.client(), named).expect(503, "NotEnoughResources");
            usual.answer(200, "{\"id\":9}");
            report(user.client(), null).expect(200);

            for (Socket each : taken) {
                each.close();
            }
            for (Future<Answer> each : waiting) {
                each.get().expect(502, "UpstreamFailure");
            }
        }
    }

    @Test
    void report_goesToTheServiceThatTheClientNames() {
        TestPds.User user = pds.user("chooser.test");
        labeler.register(pds);
        other.answer(200, "{\"id\":8}");

        report(user.client(), labeler.did() + "#atproto_labeler").expect(200);

        assertThat(claims(other.last())).contains("\"aud\":\"" + labeler.did() + "\"");
        String message = report(user.client(), labeler.did() + "#other")
                .expect(400, "InvalidRequest")
                .message();
        assertThat(message).isEqualTo("could not resolve proxy did service url");
    }

    @Test
    void serviceThatMakesNoSense_isRefused() {
        TestPds.User user = pds.user("confused.test");

        assertThat(report(user.client(), "did:web:x").message()).isEqualTo("no service id specified in proxy header");
        assertThat(report(user.client(), "did:web:x#").message()).isEqualTo("no service id specified in proxy header");
        assertThat(report(user.client(), "#x").message()).isEqualTo("no did specified in proxy header");
        assertThat(report(user.client(), "did:web:x#y#z").message()).isEqualTo("invalid proxy header format");
        assertThat(report(user.client(), "did:web:x#y z").message()).isEqualTo("proxy header cannot contain spaces");
        for (String nobody :
                new String[] {"garbage#x", "did:plc:cccccccccccccccccccccccc#x", "did:web:localhost%3A1#x"}) {
            Answer answer = report(user.client(), nobody).expect(400, "InvalidRequest");
            assertThat(answer.message()).isEqualTo("could not resolve proxy did");
        }
    }

    @Test
    void refusal_keepsItsName_andTheServicesOwnFaultIsBadGateway() {
        TestPds.User user = pds.user("refused.test");

        usual.answer(403, "{\"error\":\"NotYou\",\"message\":\"go away\"}");
        assertThat(report(user.client(), null).expect(403, "NotYou").message()).isEqualTo("go away");
        usual.answer(500, "{\"error\":\"Oops\"}");
        report(user.client(), null).expect(502, "Oops");
        usual.answer(200, "<html>");
        report(user.client(), null).expect(502, "UpstreamFailure");
        usual.answer(302, "{}");
        report(user.client(), null).expect(502, "UpstreamFailure");
    }

    @Test
    void withoutAService_reportIsRefused() {
        try (var bare = TestPds.start()) {
            Answer answer = report(bare.user("alone.test").client(), null).expect(400, "InvalidRequest");

            assertThat(answer.message()).isEqualTo("No service configured for " + METHOD);
        }
    }
}
