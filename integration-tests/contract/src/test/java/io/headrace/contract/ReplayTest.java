package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetterFilter;
import io.headrace.deadletter.DeadLetterRun;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.ReplayOptions;
import io.headrace.deadletter.RunReport;
import io.headrace.message.EventStream;
import io.headrace.retry.Reject;
import io.headrace.testkit.RedisServer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Replays whose server goes away in the middle. */
@Tag("P9")
class ReplayTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final int LETTERS = 300;

    private final Set<String> replayed = ConcurrentHashMap.newKeySet();
    private RedisServer server;
    private Headrace headrace;
    private DeadLetters<String> dead;

    @BeforeEach
    void start() {
        server =
                RedisServer.start(options -> options.config("appendonly", "yes").config("appendfsync", "always"));
        headrace = Headrace.connect(server.uri(), options -> options.commandTimeout(Duration.ofSeconds(1)));
        dead = headrace.deadLetters(ORDERS, "billing");
        try (Headrace workers = Headrace.connect(server.uri())) {
            workers.worker("billing")
                    .on(ORDERS, (order, context) -> {
                        throw Reject.because("no " + order);
                    })
                    .start();
            IntStream.range(0, LETTERS)
                    .mapToObj(i -> headrace.sender(ORDERS).send("m-" + i))
                    .toList()
                    .forEach(sent -> sent.join());
            await().until(() -> dead.size() == LETTERS);
        }
    }

    @AfterEach
    void stop() {
        headrace.close();
        server.close();
    }

    @Test
    void serverThatIsBackInTime_replaysEachLetterOnce() {
        DeadLetterRun<String> run = replay(Duration.ofSeconds(30));
        await().until(() -> run.report().state().moved() > 50);

        server.kill();
        server.restart();
        RunReport report = run.await();

        assertThat(report.state().moved()).isEqualTo(LETTERS);
        assertThat(report.state().missed()).isZero();
        assertThat(dead.size()).isZero();
        assertThat(handledByANewWorker()).hasSize(LETTERS);
    }

    @Test
    void serverThatStaysAway_stopsIt_andItGoesOnLater() {
        DeadLetterRun<String> run = replay(Duration.ofMillis(500));
        await().until(() -> run.report().state().moved() > 50);

        server.kill();
        assertThatThrownBy(run::await)
                .hasMessageContaining("HR-4004 Replay " + run.id())
                .hasMessageContaining(
                        "By its last answer " + run.report().state().moved() + " dead letters were taken")
                .hasMessageContaining("headrace replays resume orders billing " + run.id());
        server.restart();
        await().ignoreExceptions().until(() -> dead.size() > 0);
        RunReport report = dead.resume(run.id(), ReplayOptions.defaults()).await();

        assertThat(report.state().moved()).isEqualTo(LETTERS);
        assertThat(dead.size()).isZero();
        assertThat(handledByANewWorker()).hasSize(LETTERS);
    }

    private DeadLetterRun<String> replay(Duration patience) {
        ReplayOptions<String> options =
                ReplayOptions.<String>defaults().perSecond(200).patience(patience);
        return dead.replay(DeadLetterFilter.ALL, options);
    }

    private Set<String> handledByANewWorker() {
        try (Headrace workers = Headrace.connect(server.uri())) {
            workers.worker("billing")
                    .on(
                            ORDERS,
                            (order, context) -> assertThat(replayed.add(order)).isTrue())
                    .start();
            await().until(() -> replayed.size() == LETTERS);
        }
        return replayed;
    }
}
