package io.headrace.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Something on a port of 127.0.0.1 that is not a Redis server, or one that nobody has any more. */
final class FakeServer implements AutoCloseable {
    private final ServerSocket door;
    private final Manners manners;
    private final List<Socket> guests = new CopyOnWriteArrayList<>();

    /** How it treats a connection, on a thread of its own. */
    @FunctionalInterface
    interface Manners {
        void receive(Socket guest) throws IOException;
    }

    /** Begins to accept connections. */
    FakeServer(Manners manners) throws IOException {
        this.manners = manners;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** Accepts and never says a word. */
    static FakeServer silent() throws IOException {
        return new FakeServer(guest -> {});
    }

    /** Says this as soon as it is connected to, whatever it is asked. */
    static FakeServer saying(String text) throws IOException {
        return new FakeServer(guest -> say(guest, text));
    }

    /** Gives this answer to every request. */
    static FakeServer answering(String reply) throws IOException {
        return new FakeServer(guest -> {
            byte[] request = new byte[4096];
            while (guest.getInputStream().read(request) >= 0) {
                say(guest, reply);
            }
        });
    }

    String address() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket guest : guests) {
            guest.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket guest = door.accept();
            guests.add(guest);
            daemon(() -> manners.receive(guest));
        }
    }

    private static void say(Socket guest, String text) throws IOException {
        guest.getOutputStream().write(text.getBytes(ISO_8859_1));
        guest.getOutputStream().flush();
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // how its life ends
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }
}
