package dev.rookery.atproto.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {
    @Test
    void handle_isLowerCase() {
        assertThat(AtIdentifier.parse("Alice.Example.COM")).isEqualTo(new Handle("alice.example.com"));
    }

    @Test
    void did_tellsItsParts() {
        var did = new Did("did:web:localhost%3A1234");

        assertThat(did.method()).isEqualTo("web");
        assertThat(did.identifier()).isEqualTo("localhost%3A1234");
    }

    @Test
    void nsid_tellsItsParts() {
        var nsid = new Nsid("app.bsky.feed.post");

        assertThat(nsid.authority()).isEqualTo("feed.bsky.app");
        assertThat(nsid.name()).isEqualTo("post");
    }

    @Test
    void atUri_tellsItsParts() {
        var uri = new AtUri("at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a#/text");

        assertThat(uri.authority()).isEqualTo(new Did("did:plc:abc"));
        assertThat(uri.collection()).isEqualTo(new Nsid("app.bsky.feed.post"));
        assertThat(uri.recordKey()).isEqualTo(new RecordKey("3jzfcijpj2z2a"));
    }

    @Test
    void atUriOfRepo_hasNoOtherParts() {
        var uri = new AtUri("at://alice.example.com");

        assertThat(uri.authority()).isEqualTo(new Handle("alice.example.com"));
        assertThat(uri.collection()).isNull();
        assertThat(uri.recordKey()).isNull();
    }

    @Test
    void atUriOfCollection_hasNoRecordKey() {
        var uri = new AtUri("at://did:plc:abc/app.bsky.feed.post");

        assertThat(uri.collection()).isEqualTo(new Nsid("app.bsky.feed.post"));
        assertThat(uri.recordKey()).isNull();
    }

    @Test
    void atUri_isMadeFromParts() {
        var uri = AtUri.of(new Did("did:plc:abc"), new Nsid("app.bsky.feed.post"), new RecordKey("self"));

        assertThat(uri).hasToString("at://did:plc:abc/app.bsky.feed.post/self");
    }

    @ParameterizedTest
    @ValueSource(strings = {"at://did:plc:abc?q=1", "at://did:plc:abc/a.b.c?q#/f", "at://did:plc:abc#/%zz", "at://"})
    void atUriBeyondTheLexiconForm_isInvalid(String text) {
        assertThat(AtUri.isValid(text)).isFalse();
    }

    @Test
    void datetime_givesItsInstant() {
        assertThat(new Datetime("1985-04-12T23:20:50.1234567891Z").toInstant())
                .isEqualTo(Instant.parse("1985-04-12T23:20:50.123456789Z"));
        assertThat(new Datetime("1985-04-12T23:20:50-07:30").toInstant())
                .isEqualTo(Instant.parse("1985-04-13T06:50:50Z"));
        assertThat(new Datetime("2021-02-30T00:00:00Z").toInstant()).isEqualTo(Instant.parse("2021-03-02T00:00:00Z"));
    }

    @Test
    void datetimeOfInstant_hasMilliseconds() {
        assertThat(Datetime.of(Instant.parse("0985-04-02T03:20:05.0019Z"))).hasToString("0985-04-02T03:20:05.001Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2016-12-31T23:59:60Z"})
    void datetimeOutsideItsRange_isInvalid(String text) {
        assertThat(Datetime.isValid(text)).isFalse();
    }

    @Test
    void longText_isShortenedInTheMessage() {
        assertThatThrownBy(() -> new Did("x".repeat(5_000)))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageStartingWith("Invalid DID: xxx")
                .hasMessageEndingWith("…");
    }
}
