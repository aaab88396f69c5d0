package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Headers on several lines: what there is one of is refused, what is a list is read as one.
class RepeatedHeadersTest {
    private static final byte[] EMAIL = "{\"email\":\"abc\"}".getBytes(StandardCharsets.UTF_8);

    private final TestServer server = new TestServer();
    private final RawClient client = server.client();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n",
                "Authorization: Bearer a\r\nauthorization: Bearer a\r\n",
                "Content-Type: application/json\r\nContent-Type: text/plain\r\n",
                "content-type: application/json\r\nCONTENT-TYPE: application/json\r\n"
            })
    void whatThereIsOneOf_isRefusedTwice(String headers) {
        RawClient.Answer answer = client.post(TestServer.JSON, headers, EMAIL).expect(400, "InvalidRequest");

        assertThat(answer.text()).contains("is there twice");
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(client.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "If-None-Match: \"other\"\r\nIf-None-Match: \"etag\"\r\n",
                "If-None-Match: \"other\", W/\"etag\"\r\n",
                "If-None-Match: \"a\"\r\nIf-None-Match:\r\nIf-None-Match: \"b\", \"etag\"\r\n"
            })
    void entityTags_areOneList(String headers) {
        assertThat(client.ask("GET", TestServer.BLOB, headers).status()).isEqualTo(304);
    }

    @Test
    void rangesOnTwoLines_areNotTakenForOne() {
        RawClient.Answer answer = client.ask("GET", TestServer.BLOB, "Range: bytes=0-9\r\nRange: bytes=10-19\r\n");

        assertThat(answer.status()).isIn(200, 400, 416);
    }

    @Test
    void askedHeaders_areOneList() {
        RawClient.Answer answer = client.ask(
                "OPTIONS",
                TestServer.JSON,
                "Access-Control-Request-Headers: a\r\nAccess-Control-Request-Headers: b, c\r\n");

        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("a, b, c");
    }

    @Test
    void tooManyHeaders_areRefused() {
        client.ask("GET", "/robots.txt", "A: b\r\n".repeat(300)).expect(431, "InvalidRequest");
        assertThat(client.isClosed()).isTrue();
    }
}
