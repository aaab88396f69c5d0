package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.auth.ServiceTokens;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.NetworkDidResolver;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Accounts with a did:web: one that this server keeps, and one whose owner keeps it.
class WebDidsTest {
    private static final String CREATE_ACCOUNT = "com.atproto.server.createAccount";
    private static final String UPDATE_HANDLE = "com.atproto.identity.updateHandle";

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private final SecureRandom random = new SecureRandom();

    private static Answer signUp(XrpcClient client, String did, String handle) {
        return client.post(CREATE_ACCOUNT, """
                {"handle": "%s", "email": "%s@mail.test", "password": "secret", "did": "%s"}
                """.formatted(handle, handle.replace(".test", ""), did));
    }

    private static Answer rename(XrpcClient client, String handle) {
        return client.post(UPDATE_HANDLE, "{\"handle\":\"" + handle + "\"}");
    }

    /// The status and body of the document at a host.
    private static String documentAt(String host) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), pds.url().getPort())) {
            socket.getOutputStream()
                    .write(("GET /.well-known/did.json HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(9, 13) + answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    private static DidDocument parsed(String did, String statusAndBody) {
        assertThat(statusAndBody).startsWith("200 ");
        return DidDocument.parse(
                new Did(did), DataJson.parseMap(statusAndBody.substring(4).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void didNamedAfterTheHandle_isGivenOut_andFollowsTheAccount() throws IOException {
        String did = "did:web:webby.test";
        Answer created = signUp(pds.client(), did, "webby.test").expect(200);
        XrpcClient webby = pds.client().withBearer(created.text("accessJwt"));

        assertThat(created.text("did")).isEqualTo(did);
        assertThat(webby.get("com.atproto.server.getSession").expect(200).bodyText())
                .contains("\"active\":true");
        DidDocument document = parsed(did, documentAt("Webby.test"));
        assertThat(document.handle()).contains(new Handle("webby.test"));
        assertThat(document.pdsEndpoint()).contains(pds.url().toString());
        assertThat(document.signingKey())
                .contains(pds.inside().keys().of(new Did(did)).verifyingKey());
        assertThat(pds.client()
                        .get("com.atproto.identity.resolveIdentity?identifier=webby.test")
                        .expect(200)
                        .text("handle"))
                .isEqualTo("webby.test");
        assertThat(webby.get("com.atproto.server.checkAccountStatus")
                        .expect(200)
                        .bodyText())
                .contains("\"validDid\":true");

        rename(webby, "spinner.test").expect(200);

        assertThat(parsed(did, documentAt("webby.test")).handle()).contains(new Handle("spinner.test"));
        assertThat(documentAt("spinner.test")).startsWith("404 ");
        assertThat(documentAt("localhost")).contains("did:web:localhost");
        rename(pds.user("thief.test").client(), "webby.test").expect(400, "HandleNotAvailable");
        pds.client()
                .post(CREATE_ACCOUNT, "{\"handle\":\"webby.test\",\"email\":\"w@mail.test\",\"password\":\"secret\"}")
                .expect(400, "InvalidRequest");
        webby.post("com.atproto.server.deactivateAccount", "{}").expect(200);
        webby.post("com.atproto.server.activateAccount").expect(200);
        rename(webby, "webby.test").expect(200);
    }

    @Test
    void plcOperation_isRefused() {
        Answer created =
                signUp(pds.client(), "did:web:unlisted.test", "unlisted.test").expect(200);
        DataMap operation = new PlcClient(
                        new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(5), 100_000, 0),
                        pds.plc().uri())
                .last(pds.user("listed.test").did())
                .orElseThrow()
                .data();

        pds.client()
                .withBearer(created.text("accessJwt"))
                .post(
                        "com.atproto.identity.submitPlcOperation",
                        "{\"operation\": " + DataJson.toString(operation) + "}")
                .expect(400, "InvalidRequest");
    }

    @Test
    void didOfADeletedAccount_goesToNobodyElse() throws IOException {
        String did = "did:web:mayfly.test";
        signUp(pds.client(), did, "mayfly.test").expect(200);

        pds.admin()
                .post("com.atproto.admin.deleteAccount", "{\"did\":\"" + did + "\"}")
                .expect(200);

        assertThat(documentAt("mayfly.test")).startsWith("404 ");
        signUp(pds.client(), did, "mayfly.test").expect(400, "HandleNotAvailable");
    }

    @Test
    void didThatIsNotNamedAfterTheHandle_isRefused() {
        signUp(pds.client(), "did:web:other.test", "mine.test").expect(400, "IncompatibleDidDoc");
        signUp(pds.client(), "did:web:example.com", "mine.test").expect(401, "AuthenticationRequired");
        signUp(pds.client(), "did:web:a.b.test", "mine.test").expect(400, "IncompatibleDidDoc");
    }

    @Test
    void didOfTheirOwn_movesIn_andIsActiveOnceItsDocumentPointsHere() throws IOException {
        SigningKey oldKey = SigningKey.generate(Algorithm.P256, random);
        var document = new AtomicReference<>("");
        var web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/.well-known/did.json", exchange -> {
            byte[] body = document.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        web.start();
        try {
            var did = new Did("did:web:localhost%3A" + web.getAddress().getPort());
            document.set(document(did, oldKey.verifyingKey(), "https://old.test", "roamer.test"));
            String token = token(did, oldKey);

            signUp(pds.client(), did.text(), "roamer.test").expect(401, "AuthenticationRequired");
            Answer created = signUp(new XrpcClient(pds.url(), "Bearer " + token), did.text(), "roamer.test")
                    .expect(200);
            XrpcClient roamer = pds.client().withBearer(created.text("accessJwt"));
            roamer.post("com.atproto.server.activateAccount").expect(400, "InvalidRequest");
            DataMap advice = roamer.get("com.atproto.identity.getRecommendedDidCredentials")
                    .expect(200)
                    .json();
            VerifyingKey key = pds.inside().keys().of(did).verifyingKey();
            assertThat(advice.toString()).contains(key.didKey());

            document.set(document(did, key, pds.url().toString(), "roamer.test"));
            roamer.post("com.atproto.server.activateAccount").expect(200);
            rename(roamer, "settler.test").expect(400, "InvalidRequest");
            document.set(document(did, key, pds.url().toString(), "settler.test"));
            rename(roamer, "settler.test").expect(200);

            assertThat(pds.client()
                            .get("com.atproto.identity.resolveIdentity?identifier=settler.test")
                            .expect(200)
                            .text("did"))
                    .isEqualTo(did.text());
        } finally {
            web.stop(0);
        }
    }

    private String token(Did did, SigningKey key) {
        var http = new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(5), 100_000, 0);
        var plc = new PlcClient(http, pds.plc().uri());
        return new ServiceTokens(
                        new Did("did:web:old.test"), new NetworkDidResolver(plc, http), InstantSource.system(), random)
                .sign(did, key, pds.config().service().did().text(), CREATE_ACCOUNT, null);
    }

    private static String document(Did did, VerifyingKey key, String server, String handle) {
        return """
                {"id": "%1$s", "alsoKnownAs": ["at://%4$s"],
                 "verificationMethod": [
                   {"id": "%1$s#atproto", "type": "Multikey", "controller": "%1$s", "publicKeyMultibase": "%2$s"}],
                 "service": [
                   {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": "%3$s"}]}
                """.formatted(did, key.multibase(), server, handle);
    }
}
