package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PagesTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    @Test
    void health_givesTheVersion() {
        Answer answer = get("/xrpc/_health").expect(200);

        assertThat(answer.bodyText()).isEqualTo("{\"version\":\"rookery test\"}");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void frontPage_isHtmlThatLoadsNothing() {
        Answer answer = get("/").expect(200);

        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.bodyText())
                .contains("lang=\"en\"", "localhost PDS", "prefers-color-scheme: dark", "name=\"viewport\"")
                .doesNotContain("<script", "<img");
    }

    @Test
    void robots_mayCrawl() {
        assertThat(get("/robots.txt").expect(200).bodyText()).contains("User-agent: *\nAllow: /");
    }

    @Test
    void didDocument_namesThisServer() {
        Answer answer = get("/.well-known/did.json").expect(200);

        assertThat(answer.text("id")).isEqualTo("did:web:localhost");
        assertThat(answer.bodyText()).contains("\"serviceEndpoint\":\"" + pds.url() + "\"");
    }

    @Test
    void atprotoDid_ofAnUnknownHost_isNotFound() {
        assertThat(get("/.well-known/atproto-did").expect(404).bodyText()).isEqualTo("User not found");
    }

    /// What a proxy asks that gets certificates on demand.
    @Test
    void tlsCheck_isForThisServersNameAndItsHandles() {
        TestPds.User user = pds.user("certain.test");

        assertThat(get("/tls-check?domain=certain.test").expect(200).bodyText()).isEqualTo("{\"success\":true}");
        get("/tls-check?domain=Certain.TEST").expect(200);
        get("/tls-check?domain=localhost").expect(200);
        get("/tls-check?domain=nobody.test").expect(404, "NotFound");
        get("/tls-check?domain=example.com").expect(400, "InvalidRequest");
        get("/tls-check?domain=%00.test").expect(400, "InvalidRequest");
        get("/tls-check?domain=certain.test&domain=localhost").expect(400, "InvalidRequest");
        get("/tls-check?domain=").expect(400, "InvalidRequest");
        get("/tls-check").expect(400, "InvalidRequest");
        get("/tls-check?" + "a=1&".repeat(1_500)).expect(400, "InvalidRequest");
        user.client().post("com.atproto.server.deactivateAccount", "{}").expect(200);
        get("/tls-check?domain=certain.test").expect(404, "NotFound");
    }

    @Test
    void favicon_isNotFoundQuietly() {
        assertThat(get("/favicon.ico").expect(404).body()).isEmpty();
    }

    @Test
    void anythingElse_isNotFoundInJson() {
        get("/nothing/here").expect(404, "NotFound");
    }

    @Test
    void everyAnswer_isOpenToOtherSitesPages_andHasARequestId() {
        Answer answer = get("/xrpc/_health");

        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("DPoP-Nonce", "WWW-Authenticate");
        assertThat(answer.header("X-Request-Id")).hasSize(16);
    }

    @Test
    void preflight_allowsWhatIsAsked() {
        Answer answer = pds.client()
                .send(pds.client()
                        .request("/xrpc/com.atproto.repo.createRecord")
                        .header("Access-Control-Request-Headers", "authorization,content-type")
                        .method("OPTIONS", BodyPublishers.noBody())
                        .build());

        answer.expect(204);
        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("authorization,content-type");
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("86400");
    }

    @Test
    void head_hasTheHeadersWithoutTheBody() {
        Answer answer = pds.client()
                .send(pds.client()
                        .request("/robots.txt")
                        .method("HEAD", BodyPublishers.noBody())
                        .build());

        answer.expect(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Content-Length")).isNotEqualTo("0");
    }

    private static Answer get(String path) {
        return pds.client().send(pds.client().request(path).GET().build());
    }
}
