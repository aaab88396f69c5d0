package dev.rookery.pds.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogCourierTest {
    @Test
    void mail_isWrittenToTheLog_withItsCode() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Logger log = Logger.getLogger(LogCourier.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.setLevel(Level.INFO);
        log.setUseParentHandlers(false);
        log.addHandler(handler);
        try {
            new LogCourier()
                    .deliver(new Letters("Nest", "pds.test")
                            .code(CodePurpose.CONFIRM_EMAIL, "a@mail.test", "{a}'s", "ABCDE-FGHIJ", Instant.MAX));
        } finally {
            log.removeHandler(handler);
        }

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .contains("PDS_EMAIL_SMTP_URL", "to a@mail.test", "Email Confirmation", "Hello {a}'s", "ABCDE-FGHIJ");
    }
}
