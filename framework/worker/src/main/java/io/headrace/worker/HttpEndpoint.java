package io.headrace.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers probes and scrapes: {@code /health/live}, {@code /health/ready}, {@code /metrics}. */
final class HttpEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.headrace.process");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int THREADS = 2;
    /** Settings of the JDK's server, which has no other way to limit what clients that are slow or many take up. */
    private static final Map<String, String> LIMITS =
            Map.of("sun.net.httpserver.maxReqTime", "5", "jdk.httpserver.maxConnections", "200");

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, Supplier<Reply>> pages;

    /** An answer: its status, type and body. */
    record Reply(int status, String type, byte[] body) {
        static Reply text(int status, String text) {
            return new Reply(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private HttpEndpoint(HttpServer server, Map<String, Supplier<Reply>> pages) {
        this.server = server;
        this.pages = pages;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "headrace-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::answer);
    }

    /**
     * Listens and answers from now on.
     *
     * @throws HeadraceException if it cannot listen there
     */
    static HttpEndpoint start(HttpSettings settings, Status status, Supplier<Reply> metrics) {
        LIMITS.forEach(System.getProperties()::putIfAbsent);
        HttpEndpoint endpoint = new HttpEndpoint(
                bind(settings),
                Map.of(
                        "/health/live", () -> reply(status.live()),
                        "/health/ready", () -> reply(status.ready()),
                        "/metrics", metrics));
        endpoint.server.start();
        return endpoint;
    }

    /** Where it listens: {@code http://127.0.0.1:8080}. */
    String url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Stops listening; answers that are being sent are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = reply(exchange);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(reply.body().length));
            }
            exchange.sendResponseHeaders(reply.status(), head ? -1 : reply.body().length);
            if (!head) {
                exchange.getResponseBody().write(reply.body());
            }
        }
    }

    private Reply reply(HttpExchange exchange) {
        Supplier<Reply> page = pages.get(exchange.getRequestURI().getPath());
        if (page == null) {
            return Reply.text(404, "There are /health/live, /health/ready and /metrics.\n");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Reply.text(405, "GET or HEAD it.\n");
        }
        try {
            return page.get();
        } catch (RuntimeException failure) {
            LOG.warn("{} cannot be answered", exchange.getRequestURI().getPath(), failure);
            return Reply.text(500, "The log has the reason.\n");
        }
    }

    private static Reply reply(Status.Report report) {
        try {
            byte[] json = JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("status", report.status())
                    .set("reasons", JSON.valueToTree(report.reasons())));
            return new Reply(report.ok() ? 200 : 503, "application/json", json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static HttpServer bind(HttpSettings settings) {
        InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
        try {
            InetAddress host = address.getAddress();
            if (host != null && !host.isLoopbackAddress()) {
                LOG.warn(
                        "Health and metrics are served on {} to whoever reaches it: without encryption or passwords",
                        settings.host());
            }
            return HttpServer.create(address, 0);
        } catch (IOException | UnresolvedAddressException failure) {
            throw new HeadraceException(
                    ErrorCode.HTTP_UNAVAILABLE,
                    "Cannot listen on " + settings.host() + ":" + settings.port() + " for health and metrics: "
                            + failure
                            + ". Set headrace.http.port, 0 for any that is free, or headrace.http.enabled=false.",
                    failure);
        }
    }
}
