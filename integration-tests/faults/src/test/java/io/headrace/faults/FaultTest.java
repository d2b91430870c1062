package io.headrace.faults;

import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisReplication;
import io.headrace.testkit.RedisServer;
import io.headrace.testkit.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults on each server that {@code HEADRACE_REDIS_SERVER} names; each has a server, or servers, of its own. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.headrace.testkit.RedisBinary#fromEnvironment")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class FaultTest {
    /** The lease of every worker. */
    static final Duration LEASE = Duration.ofSeconds(2);

    /** What a dead worker held is in the hands of others by then (P4). */
    static final Duration TAKEN_OVER = LEASE.plusSeconds(2);

    @Parameter
    RedisBinary binary;

    private final List<Stage> stages = new ArrayList<>();
    private RedisServer server;

    /** A stage for this fault, with a server that keeps nothing on disk. */
    Stage stage(String fault) {
        return stage(fault, options -> options);
    }

    Stage stage(String fault, UnaryOperator<ServerOptions> options) {
        server = RedisServer.start(defaults -> options.apply(defaults.binary(binary)));
        return open(new Stage(fault, binary.version(), Site.of(server)));
    }

    Stage stage(String fault, RedisReplication servers, BooleanSupplier failedOver) {
        return open(new Stage(fault, binary.version(), Site.of(servers, failedOver)));
    }

    /** A server that has every write on its disk before it answers. */
    static ServerOptions durable(ServerOptions options) {
        return options.config("appendonly", "yes").config("appendfsync", "always");
    }

    /** The server of the last stage. */
    RedisServer server() {
        return server;
    }

    private Stage open(Stage stage) {
        stages.add(stage);
        return stage;
    }

    @AfterEach
    void close() {
        stages.forEach(Stage::close);
    }
}
