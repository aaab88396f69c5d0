package dev.rookery.pds.mail;

import java.lang.System.Logger.Level;

/// Writes mails to the log, codes included, where the operator has set no mail server: a way to go on without one.
public final class LogCourier implements Courier {
    private static final System.Logger LOG = System.getLogger(LogCourier.class.getName());

    @Override
    public void deliver(Mail mail) {
        LOG.log(
                Level.INFO,
                "No mail server is set (PDS_EMAIL_SMTP_URL), so this mail to " + mail.to() + " is written here: "
                        + mail.subject() + "\n\n" + mail.text());
    }
}
