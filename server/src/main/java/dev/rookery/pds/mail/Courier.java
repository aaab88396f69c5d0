package dev.rookery.pds.mail;

/// Takes a mail to where it is read, or on its way there.
public interface Courier {
    /// Returns when somebody else has taken the responsibility for the mail.
    ///
    /// @throws DeliveryException if nobody has
    void deliver(Mail mail);
}
