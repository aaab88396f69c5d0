package dev.rookery.pds.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LettersTest {
    private static final Letters LETTERS = new Letters("Crows & <Ravens>", "pds.test");

    @ParameterizedTest
    @EnumSource
    void code_isInBothBodies(CodePurpose purpose) {
        Mail mail = LETTERS.code(purpose, "a@mail.test", "alice.test", "ABCDE-FGHIJ", Instant.EPOCH);

        assertThat(mail.text())
                .startsWith("Hello alice.test,\n\n")
                .contains("\n    ABCDE-FGHIJ\n", "15 minutes")
                .endsWith("-- \nCrows & <Ravens> (pds.test)\n");
        assertThat(mail.html())
                .contains("<strong>ABCDE-FGHIJ</strong>", "Crows &amp; &lt;Ravens&gt; (pds.test)")
                .doesNotContain("<Ravens>");
        assertThat(mail.uselessAfter()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void operatorsWords_areReadableWithoutHtml() {
        Mail mail = LETTERS.ofOperator(
                "a@mail.test",
                "About\nyour post",
                "<style>p { color: red }</style><h1>Hello</h1><p>One &amp; <b>two</b>.<br>Three.</p>",
                Instant.EPOCH);

        assertThat(mail.subject()).isEqualTo("About your post");
        assertThat(mail.text()).isEqualTo("Hello\nOne & two.\nThree.\n");
        assertThat(mail.html()).startsWith("<style>");
    }
}
