package dev.rookery.pds.devnet;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The receiving side of SMTP (RFC 5321) for one connection, without encryption and content with any password.
final class SmtpConversation {
    private static final int LINE_BYTES_MAX = 100_000;
    private static final int MAIL_LENGTH_MAX = 10_000_000;

    private final InputStream in;
    private final OutputStream out;
    private final Consumer<ReceivedMail> inbox;
    private String sender = "";
    private final List<String> recipients = new ArrayList<>();

    SmtpConversation(InputStream in, OutputStream out, Consumer<ReceivedMail> inbox) {
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.inbox = inbox;
    }

    void run() throws IOException {
        say("220 mailbox ready");
        for (String line = line(); line != null; line = line()) {
            String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            if (verb.equals("QUIT")) {
                say("221 bye");
                return;
            }
            answer(verb, line);
        }
    }

    private void answer(String verb, String line) throws IOException {
        switch (verb) {
            case "EHLO" -> say("250-mailbox\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN");
            case "HELO", "NOOP" -> say("250 OK");
            case "AUTH" -> say("235 OK");
            case "RSET" -> {
                reset();
                say("250 OK");
            }
            case "MAIL" -> {
                reset();
                sender = address(line);
                say("250 OK");
            }
            case "RCPT" -> {
                recipients.add(address(line));
                say("250 OK");
            }
            case "DATA" -> data();
            default -> say("502 Command not implemented");
        }
    }

    private void data() throws IOException {
        if (recipients.isEmpty()) {
            say("503 No recipient");
            return;
        }
        say("354 End with a line that is a full stop");
        StringBuilder content = new StringBuilder();
        for (String line = line(); !".".equals(line); line = line()) {
            if (line == null || content.length() > MAIL_LENGTH_MAX) {
                throw new IOException("the mail broke off or is too long");
            }
            content.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
        }
        inbox.accept(new ReceivedMail(sender, recipients, content.toString()));
        reset();
        say("250 OK");
    }

    private void reset() {
        sender = "";
        recipients.clear();
    }

    /// What stands between the angle brackets.
    private static String address(String line) {
        int from = line.indexOf('<');
        int to = line.indexOf('>', from + 1);
        return from < 0 || to < 0 ? "" : line.substring(from + 1, to);
    }

    private void say(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /// The next line without its end; null if there is none.
    private @Nullable String line() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (bytes.size() == LINE_BYTES_MAX) {
                throw new IOException("a line is too long");
            }
            bytes.write(c);
        }
        String line = bytes.toString(StandardCharsets.UTF_8);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
