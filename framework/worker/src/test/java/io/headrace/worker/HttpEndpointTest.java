package io.headrace.worker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.observe.Health;
import io.headrace.observe.WorkerState;
import io.headrace.worker.HttpEndpoint.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpEndpointTest {
    private static final HttpSettings ANY_PORT = new HttpSettings(true, "127.0.0.1", 0);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Status status = new Status();

    @AutoClose
    private final HttpEndpoint endpoint = HttpEndpoint.start(ANY_PORT, status, () -> Reply.text(200, "metric 1\n"));

    @Test
    void processThatStarts_answersItsProbes() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"UP\",\"reasons\":[]}");
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).contains("\"status\":\"STARTING\"");
        assertThat(get("/health/ready").headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void runningProcess_isReady_untilItDrains() throws Exception {
        status.running(() -> List.of(WorkerState.RUNNING), () -> Health.UP);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);

        status.draining();

        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void failedWorker_makesTheProcessNotAlive() throws Exception {
        status.running(() -> List.of(WorkerState.FAILED), () -> Health.of(Health.Status.DOWN, "a \"bug\""));

        assertThat(get("/health/live").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").body()).contains("FAILED", "a \\\"bug\\\"");
    }

    @Test
    void metrics_areServed() throws Exception {
        assertThat(get("/metrics").body()).isEqualTo("metric 1\n");
    }

    @ParameterizedTest
    @CsvSource({"/,404", "/health,404", "/health/live/,404", "/health/live/x,404", "/metricsx,404", "/metrics?a=b,200"})
    void pathThatIsNotThere_isNotFound(String path, int expected) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(expected);
    }

    @Test
    void otherMethods_areRefused() throws Exception {
        HttpResponse<String> response = send("POST", "/metrics");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void head_hasNoBody() throws Exception {
        HttpResponse<String> response = send("HEAD", "/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).contains("9");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void pageThatThrows_isAnError() throws Exception {
        try (HttpEndpoint broken = HttpEndpoint.start(ANY_PORT, status, () -> {
            throw new IllegalStateException("broken");
        })) {
            URI uri = URI.create(broken.url() + "/metrics");

            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).doesNotContain("broken");
        }
    }

    @Test
    void clientsThatDoNotFinishTheirRequest_holdNobodyUpForLong() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        URI.create(endpoint.url()).getPort());
                socket.getOutputStream().write("GET /health".getBytes(US_ASCII));
                sockets.add(socket);
            }

            HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint.url() + "/health/live"))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void portThatIsTaken_isRefused() {
        int taken = URI.create(endpoint.url()).getPort();

        assertThatThrownBy(() -> HttpEndpoint.start(
                        new HttpSettings(true, "127.0.0.1", taken), status, () -> Reply.text(200, "")))
                .hasMessageStartingWith("HR-5004 Cannot listen on 127.0.0.1:" + taken)
                .hasMessageContaining("headrace.http.port");
    }

    @Test
    void hostThatIsUnknown_isRefused() {
        assertThatThrownBy(() -> HttpEndpoint.start(
                        new HttpSettings(true, "no-such-host.invalid", 0), status, () -> Reply.text(200, "")))
                .hasMessageStartingWith("HR-5004 Cannot listen on no-such-host.invalid:0");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint.url() + path))
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
