package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestSplitterTest {
    private static final String REQUESTS =
            request("PING") + request("SET", "a\r\n*1\r\n", "") + "PING\r\n" + request("GET", "clé");

    @Test
    void severalRequestsInAChunk_areSeenOneByOne() {
        List<String> seen = new ArrayList<>();

        int end = feed(new RequestSplitter(), REQUESTS, seen, "none");

        assertThat(end).isEqualTo(-1);
        assertThat(seen)
                .containsExactly(request("PING"), request("SET", "a\r\n*1\r\n", ""), "PING\r\n", request("GET", "clé"));
    }

    @Test
    void requestsCutAnywhere_areSeenWhole() {
        for (int cut = 0; cut <= bytes(REQUESTS).length; cut++) {
            byte[] all = bytes(REQUESTS);
            RequestSplitter splitter = new RequestSplitter();
            List<String> seen = new ArrayList<>();

            feed(splitter, Arrays.copyOf(all, cut), seen);
            feed(splitter, Arrays.copyOfRange(all, cut, all.length), seen);

            assertThat(String.join("", seen)).as("cut at " + cut).isEqualTo(REQUESTS);
            assertThat(seen).as("cut at " + cut).hasSize(4);
        }
    }

    @Test
    void wantedRequest_endsTheSearchRightBehindIt() {
        List<String> seen = new ArrayList<>();

        int end = feed(new RequestSplitter(), REQUESTS, seen, "SET");

        assertThat(end).isEqualTo(bytes(request("PING") + request("SET", "a\r\n*1\r\n", "")).length);
        assertThat(seen).hasSize(2);
    }

    @Test
    void anotherProtocol_isSeenChunkByChunk() {
        RequestSplitter splitter = new RequestSplitter();
        List<String> seen = new ArrayList<>();

        feed(splitter, "*x\r\nsome", seen, "none");
        int end = feed(splitter, "thing else", seen, "thing");

        assertThat(end).isEqualTo("thing else".length());
        assertThat(seen).containsExactly("*x\r\nsome", "thing else");
    }

    private static void feed(RequestSplitter splitter, byte[] chunk, List<String> seen) {
        splitter.endOfFirst(chunk, chunk.length, request -> {
            seen.add(new String(request, UTF_8));
            return false;
        });
    }

    private static int feed(RequestSplitter splitter, String chunk, List<String> seen, String wanted) {
        byte[] bytes = bytes(chunk);
        return splitter.endOfFirst(bytes, bytes.length, request -> {
            seen.add(new String(request, UTF_8));
            return new String(request, ISO_8859_1).contains(wanted);
        });
    }

    private static String request(String... words) {
        return new String(RespConnection.encode(words), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
