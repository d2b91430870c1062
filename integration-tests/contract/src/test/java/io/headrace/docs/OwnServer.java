package io.headrace.docs;

// snippet: tutorial-server
import io.headrace.testkit.RedisServer;
import java.io.IOException;

public final class OwnServer {
    public static void main(String[] args) throws IOException {
        try (RedisServer server = RedisServer.start()) {
            System.out.println(server.uri());
            System.in.read(); // until you press Enter
        }
    }
}
// end
