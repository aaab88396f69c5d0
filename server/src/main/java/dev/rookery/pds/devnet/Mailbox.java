package dev.rookery.pds.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// An SMTP server on loopback that takes every mail and keeps the newest, to be looked at instead of delivered.
public final class Mailbox implements AutoCloseable {
    private static final int KEPT_MAX = 1_000;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final ServerSocket server;
    private final Deque<ReceivedMail> mails = new ArrayDeque<>();

    private Mailbox(ServerSocket server) {
        this.server = server;
    }

    /// Opens a mailbox.
    ///
    /// @param port 0 for any free port
    public static Mailbox start(int port) {
        try {
            Mailbox mailbox = new Mailbox(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("mailbox").start(mailbox::listen);
            return mailbox;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where mail is sent to.
    public URI uri() {
        return URI.create("smtp://localhost:" + server.getLocalPort());
    }

    /// The mails that were received, oldest first.
    public synchronized List<ReceivedMail> mails() {
        return List.copyOf(mails);
    }

    private synchronized void keep(ReceivedMail mail) {
        if (mails.size() == KEPT_MAX) {
            mails.removeFirst();
        }
        mails.addLast(mail);
    }

    private void listen() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> talk(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            new SmtpConversation(socket.getInputStream(), socket.getOutputStream(), this::keep).run();
        } catch (IOException e) {
            // the other side went away: a mail that was not finished was not accepted
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
