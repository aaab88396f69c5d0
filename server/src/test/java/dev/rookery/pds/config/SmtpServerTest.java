package dev.rookery.pds.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpServerTest {
    @Test
    void parse_findsThePartsAndTheUsualPorts() {
        assertThat(SmtpServer.parse("smtp://localhost")).isEqualTo(server(false, "localhost", 587, null, null));
        assertThat(SmtpServer.parse("SMTPS://mail.example/")).isEqualTo(server(true, "mail.example", 465, null, null));
        assertThat(SmtpServer.parse("smtp://me:secret@mail.example:2525?pool=true"))
                .isEqualTo(server(false, "mail.example", 2525, "me", "secret"));
        assertThat(SmtpServer.parse("smtps://me@[::1]:465")).isEqualTo(server(true, "::1", 465, "me", ""));
    }

    @Test
    void parse_takesPasswordsEncodedAndAsTheyAre() {
        assertThat(SmtpServer.parse("smtps://me%40mail.example:p%3Aa%2Fs%25s%C3%BC@mail.example"))
                .isEqualTo(server(true, "mail.example", 465, "me@mail.example", "p:a/s%sü"));
        assertThat(SmtpServer.parse("smtps://me@mail.example:p:a/s%s+ü?#@@mail.example"))
                .isEqualTo(server(true, "mail.example", 465, "me@mail.example", "p:a/s%s+ü?#@"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mail.example",
                "http://mail.example",
                "smtp://",
                "smtp://me:x@",
                "smtp://a b",
                "smtp://h:0",
                "smtp://h:99999",
                "smtp://h:x",
                "smtp://::1"
            })
    void parse_whatIsNoServer_isRefused(String text) {
        assertThatThrownBy(() -> SmtpServer.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void password_isNotPrinted() {
        assertThat(SmtpServer.parse("smtp://me:hush@localhost").toString()).doesNotContain("hush");
    }

    private static SmtpServer server(boolean tls, String host, int port, String user, String password) {
        return new SmtpServer(tls, host, port, user, password == null ? null : new Secret(password));
    }
}
