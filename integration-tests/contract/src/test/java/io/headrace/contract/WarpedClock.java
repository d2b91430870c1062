package io.headrace.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** A way to a real server on which TIME is asked by a script that adds to the answer. */
final class WarpedClock {
    private static final String TIME = "*1\r\n$4\r\nTIME\r\n";

    private WarpedClock() {}

    static FakeServer of(int port, int seconds) throws IOException {
        String script = "local t = redis.call('TIME') return {tostring(t[1] + " + seconds + "), t[2]}";
        String warped = "*3\r\n$4\r\nEVAL\r\n$" + script.length() + "\r\n" + script + "\r\n$1\r\n0\r\n";
        return new FakeServer(guest -> {
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Thread answers = new Thread(() -> answer(server, guest));
                answers.setDaemon(true);
                answers.start();
                byte[] chunk = new byte[4096];
                for (int n = guest.getInputStream().read(chunk);
                        n >= 0;
                        n = guest.getInputStream().read(chunk)) {
                    String words = new String(chunk, 0, n, ISO_8859_1);
                    say(server.getOutputStream(), words.replace(TIME, warped));
                }
            }
        });
    }

    private static void say(OutputStream to, String words) throws IOException {
        to.write(words.getBytes(ISO_8859_1));
        to.flush();
    }

    private static void answer(Socket server, Socket guest) {
        try (InputStream answers = server.getInputStream()) {
            answers.transferTo(guest.getOutputStream());
        } catch (IOException closed) {
            // how a connection ends
        }
    }
}
