package dev.rookery.pds.mail;

import dev.rookery.pds.config.SmtpServer;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.jspecify.annotations.Nullable;

/// Hands mails to a mail server over SMTP, each over a connection of its own. Safe for use by many threads.
///
/// The connection is encrypted from the start (`smtps`), or from where the server offers it (STARTTLS).
public final class SmtpCourier implements Courier {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final int REFUSED_FOR_GOOD = 500;

    private final SmtpServer server;
    private final InternetAddress from;
    private final String hostname;
    private final InstantSource time;

    /// @param from the sender's address, alone or as `Name <address>`
    /// @param hostname what this server calls itself to the other
    public SmtpCourier(SmtpServer server, String from, String hostname, InstantSource time) {
        this.server = server;
        this.hostname = hostname;
        this.time = time;
        try {
            this.from = new InternetAddress(from, true);
        } catch (AddressException e) {
            throw new IllegalArgumentException("'" + from + "' is no address that mail can be sent from", e);
        }
    }

    @Override
    public void deliver(Mail mail) {
        deliver(mail, null);
    }

    /// Delivers a mail, and writes down the whole conversation with the mail server, without the password.
    public void deliver(Mail mail, @Nullable PrintStream conversation) {
        Session session = Session.getInstance(properties());
        if (conversation != null) {
            session.setDebugOut(conversation);
            session.setDebug(true);
        }
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage message = message(session, mail);
            String password =
                    server.password() == null ? null : server.password().reveal();
            transport.connect(server.host(), server.port(), server.user(), password);
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException e) {
            throw new DeliveryException(reason(e), isPermanent(e), e);
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.from", from.getAddress());
        properties.setProperty("mail.mime.allowutf8", "true");
        properties.setProperty("mail.smtp.localhost", hostname);
        properties.setProperty("mail.smtp.auth", Boolean.toString(server.user() != null));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(server.tls()));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.connectiontimeout", Long.toString(CONNECT_TIMEOUT.toMillis()));
        properties.setProperty("mail.smtp.timeout", Long.toString(ANSWER_TIMEOUT.toMillis()));
        properties.setProperty("mail.smtp.writetimeout", Long.toString(ANSWER_TIMEOUT.toMillis()));
        properties.setProperty("mail.smtp.quitwait", "false"); // the mail is taken by then, whatever comes
        return properties;
    }

    private MimeMessage message(Session session, Mail mail) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(from);
        message.setRecipient(RecipientType.TO, new InternetAddress(mail.to(), true));
        message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(time.instant()));
        message.setHeader("Auto-Submitted", "auto-generated"); // so that nobody's holiday notice comes back
        message.setContent(new MimeMultipart("alternative", part(mail.text(), "plain"), part(mail.html(), "html")));
        message.saveChanges();
        return message;
    }

    private static MimeBodyPart part(String content, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(content, StandardCharsets.UTF_8.name(), subtype);
        return part;
    }

    /// Why it failed, in one line: what each exception in the chain has to say.
    private static String reason(MessagingException failure) {
        List<String> reasons = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            String line = message.replaceAll("\\p{Cntrl}+", " ").strip();
            if (reasons.stream().noneMatch(known -> known.contains(line))) {
                reasons.add(line);
            }
        }
        return String.join(": ", reasons);
    }

    /// Whether the address itself is the reason. All else may be mended, by the operator if not by waiting.
    private static boolean isPermanent(MessagingException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AddressException) {
                return true;
            }
            if (cause instanceof SMTPAddressFailedException refused && refused.getReturnCode() >= REFUSED_FOR_GOOD) {
                return true;
            }
        }
        return false;
    }
}
