package dev.rookery.pds.mail;

import java.time.Instant;

/// Writes the mails of one server, each as text and as HTML.
public final class Letters {
    private final String signature;

    /// @param service what the server is called
    /// @param hostname where it is reached
    public Letters(String service, String hostname) {
        this.signature = service.contains(hostname) ? service : service + " (" + hostname + ")";
    }

    /// The mail that brings a code.
    ///
    /// @param to the address
    /// @param name what the account is called
    /// @param end when the code is good no longer
    public Mail code(CodePurpose purpose, String to, String name, String code, Instant end) {
        String goodFor = "It is good for " + CodePurpose.LIFETIME.toMinutes() + " minutes.";
        String text = """
                Hello %s,

                %s

                    %s

                %s %s

                --\s
                %s
                """.formatted(name, purpose.request(), code, goodFor, purpose.otherwise(), signature);
        String html = page("""
                <p>Hello %s,</p>
                <p>%s</p>
                <p style="font-family: monospace; font-size: 24px; letter-spacing: 2px"><strong>%s</strong></p>
                <p>%s %s</p>
                """.formatted(HtmlText.escape(name), purpose.request(), code, goodFor, purpose.otherwise()));
        return new Mail(Mail.Sender.ACCOUNTS, to, purpose.subject(), text, html, end);
    }

    /// A mail in the operator's words.
    ///
    /// @param content HTML
    public Mail ofOperator(String to, String subject, String content, Instant uselessAfter) {
        return new Mail(Mail.Sender.MODERATION, to, subject, HtmlText.toText(content), content, uselessAfter);
    }

    /// A mail that shows that mails arrive.
    public Mail test(String to, Instant uselessAfter) {
        String words = "This mail was sent to see whether mails of this server arrive. They do.";
        return new Mail(
                Mail.Sender.ACCOUNTS,
                to,
                "Test mail",
                words + "\n\n-- \n" + signature + "\n",
                page("<p>" + words + "</p>\n"),
                uselessAfter);
    }

    private String page(String body) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 36em">
                %s<p style="color: #666666; font-size: 14px">%s</p>
                </body>
                </html>
                """.formatted(body, HtmlText.escape(signature));
    }
}
