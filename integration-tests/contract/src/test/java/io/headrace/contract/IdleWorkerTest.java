package io.headrace.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import io.headrace.observe.Flow;
import io.headrace.testkit.RedisExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a worker costs that has nothing to do. */
class IdleWorkerTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration WATCHED = Duration.ofSeconds(10);

    @Test
    void idleWorker_asksTheServerRarely_andHardlyUsesTheProcessor() throws IOException {
        try (Headrace headrace = Headrace.connect(REDIS.uri());
                Worker worker = headrace.worker("billing")
                        .on(ORDERS, (order, ctx) -> {})
                        .start()) {
            for (int i = 0; i < 1_000; i++) {
                headrace.sender(ORDERS).send("order-" + i);
            }
            await().until(() -> worker.counts("orders").of(Flow.DONE) == 1_000);
            pass(WARM_UP);

            Map<Long, Long> before = cpuNanosByThread();
            double requests;
            try (Requests seen = new Requests(REDIS.server().port())) {
                pass(WATCHED);
                requests = seen.count.get() / (double) WATCHED.toSeconds();
            }
            double share = 100.0 * cpuNanosSince(before) / WATCHED.toNanos();

            System.out.printf("Idle worker: %.1f requests per second, %.2f %% of a core%n", requests, share);
            assertThat(requests).isPositive().isLessThan(3);
            assertThat(share).isLessThan(1);
        }
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> System.nanoTime() >= end);
    }

    private static long cpuNanosSince(Map<Long, Long> before) {
        long sum = 0;
        for (Map.Entry<Long, Long> thread : cpuNanosByThread().entrySet()) {
            sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }

    /** Of the threads that belong to Headrace and its client library. */
    private static Map<Long, Long> cpuNanosByThread() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Long> nanos = new HashMap<>();
        for (ThreadInfo thread : threads.dumpAllThreads(false, false)) {
            String name = thread.getThreadName();
            if (name.startsWith("headrace-") || name.startsWith("lettuce-")) {
                nanos.put(thread.getThreadId(), Math.max(0, threads.getThreadCpuTime(thread.getThreadId())));
            }
        }
        return nanos;
    }

    /** Counts what clients send, by MONITOR; commands inside scripts are not requests. */
    private static final class Requests implements AutoCloseable {
        final AtomicInteger count = new AtomicInteger();
        private final Socket socket;

        Requests(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.getOutputStream().write("MONITOR\r\n".getBytes(UTF_8));
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(lines.readLine()).isEqualTo("+OK");
            Thread reader = new Thread(() -> lines.lines().forEach(this::see), "requests");
            reader.setUncaughtExceptionHandler((thread, closed) -> {});
            reader.setDaemon(true);
            reader.start();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        private void see(String line) {
            if (!line.contains(" lua] ")) {
                count.incrementAndGet();
            }
        }
    }
}
