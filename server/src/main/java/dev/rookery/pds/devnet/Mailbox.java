package dev.rookery.pds.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// An SMTP server on loopback that takes every mail and keeps the newest, to be looked at instead of delivered.
public final class Mailbox implements AutoCloseable {
    private static final int KEPT_MAX = 1_000;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final ServerSocket server;
    private final Deque<ReceivedMail> mails = new ArrayDeque<>();
    private final Consumer<ReceivedMail> reader;

    private Mailbox(ServerSocket server, Consumer<ReceivedMail> reader) {
        this.server = server;
        this.reader = reader;
    }

    /// Opens a mailbox.
    ///
    /// @param port 0 for any free port
    public static Mailbox start(int port) {
        return start(port, _ -> {});
    }

    /// Opens a mailbox, and shows each mail that comes in to the reader.
    ///
    /// @param port 0 for any free port
    public static Mailbox start(int port, Consumer<ReceivedMail> reader) {
        try {
            var socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            Mailbox mailbox = new Mailbox(socket, reader);
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

    private void receive(ReceivedMail mail) {
        keep(mail);
        reader.accept(mail);
    }

    private synchronized void keep(ReceivedMail mail) {
        if (mails.size() == KEPT_MAX) {
            mails.removeFirst();
        }
        mails.addLast(mail);
        notifyAll();
    }

    /// Takes the oldest mail to this address out of the mailbox, and waits for one if there is none.
    ///
    /// @return empty if none came within the time
    public synchronized Optional<ReceivedMail> take(String recipient, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            for (ReceivedMail mail : mails) {
                if (mail.recipients().contains(recipient)) {
                    mails.remove(mail);
                    return Optional.of(mail);
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
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
            new SmtpConversation(socket.getInputStream(), socket.getOutputStream(), this::receive).run();
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
