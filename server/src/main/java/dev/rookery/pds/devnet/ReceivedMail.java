package dev.rookery.pds.devnet;

import java.util.List;

/// A mail as it arrived: `content` is headers and body, its lines parted by `\n`.
public record ReceivedMail(String sender, List<String> recipients, String content) {
    public ReceivedMail {
        recipients = List.copyOf(recipients);
    }

    /// The part for readers without HTML, as it was sent; all of the mail where there is none.
    public String text() {
        int part = content.indexOf("Content-Type: text/plain");
        int begin = part < 0 ? -1 : content.indexOf("\n\n", part);
        int end = begin < 0 ? -1 : content.indexOf("\n------=", begin);
        return end < 0 ? content : content.substring(begin + 2, end);
    }
}
