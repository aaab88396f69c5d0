package dev.rookery.pds.api.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.api.repo.Notes;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GetBlobTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static final String CONTENT = "0123456789";
    private static final String PATH = path();
    private static final String NAME = PATH.substring(PATH.lastIndexOf('=') + 1);

    private static String path() {
        TestPds.User alice = pds.user("alice.test");
        var blob = alice.client()
                .post("com.atproto.repo.uploadBlob", "text/plain", CONTENT.getBytes(UTF_8))
                .expect(200)
                .json()
                .get("blob");
        String json = DataJson.toString(blob);
        Notes.call(alice, "createRecord", "'collection':'" + Notes.NOTE + "','record':{'blob':" + json + "}")
                .expect(200);
        return "/xrpc/com.atproto.sync.getBlob?did=" + alice.did() + "&cid=" + Cid.raw(CONTENT.getBytes(UTF_8));
    }

    private static Answer get(String... headers) {
        var request = pds.client().request(PATH);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return pds.client().send(request.build());
    }

    @Test
    void blob_comesWithAllThatKeepsBrowsersFromRunningIt() {
        Answer answer = get().expect(200);

        assertThat(answer.bodyText()).isEqualTo(CONTENT);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.header("Content-Length")).isEqualTo("10");
        assertThat(answer.header("ETag")).isEqualTo('"' + NAME + '"');
        assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=\"" + NAME + "\"");
        assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3,     0123,  bytes 0-3/10",
        "bytes=4-,      456789,bytes 4-9/10",
        "bytes=-3,      789,   bytes 7-9/10",
        "bytes=-30,     0123456789, bytes 0-9/10",
        "bytes=9-100,   9,     bytes 9-9/10",
        "'Bytes = 1-1', 1,     bytes 1-1/10",
    })
    void range_isSentAlone(String range, String content, String contentRange) {
        Answer answer = get("Range", range).expect(206);

        assertThat(answer.bodyText()).isEqualTo(content);
        assertThat(answer.header("Content-Range")).isEqualTo(contentRange);
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(content.length()));
        assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=999999999999999999-"})
    void rangeBehindTheEnd_isRefused(String range) {
        Answer answer = get("Range", range).expect(416, "RangeNotSatisfiable");

        assertThat(answer.header("Content-Range")).isEqualTo("bytes */10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=3-1", "bytes=-", "bytes=0-1,3-4", "lines=0-1", "x", "bytes=99999999999999999999-"})
    void rangeThatMakesNoSense_isNone(String range) {
        assertThat(get("Range", range).expect(200).bodyText()).isEqualTo(CONTENT);
    }

    @Test
    void ifRange_ofAnotherBlob_getsAll() {
        assertThat(get("Range", "bytes=0-1", "If-Range", '"' + NAME + '"')
                        .expect(206)
                        .bodyText())
                .isEqualTo("01");
        assertThat(get("Range", "bytes=0-1", "If-Range", "\"other\"")
                        .expect(200)
                        .bodyText())
                .isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"$cid\"", "W/\"$cid\"", "\"x\", \"$cid\"", "*"})
    void whatTheClientHas_isNotSentAgain(String tags) {
        Answer answer = get("If-None-Match", tags.replace("$cid", NAME)).expect(304);

        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("ETag")).isEqualTo('"' + NAME + '"');
        get("If-None-Match", "\"other\"").expect(200);
    }

    @Test
    void head_tellsTheLength() {
        Answer answer = pds.client()
                .send(pds.client()
                        .request(PATH)
                        .method("HEAD", BodyPublishers.noBody())
                        .build())
                .expect(200);

        assertThat(answer.header("Content-Length")).isEqualTo("10");
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.body()).isEmpty();
    }
}
