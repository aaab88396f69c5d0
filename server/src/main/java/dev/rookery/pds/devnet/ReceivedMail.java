package dev.rookery.pds.devnet;

import java.util.List;

/// A mail as it arrived: `content` is headers and body, its lines parted by `\n`.
public record ReceivedMail(String sender, List<String> recipients, String content) {
    public ReceivedMail {
        recipients = List.copyOf(recipients);
    }
}
