package io.headrace.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The keys that every worker process knows; those of handlers are {@link Knobs}. */
final class Keys {
    /** What stands before every key. */
    static final String ROOT = "headrace.";
    /** What stands before a group. */
    static final String HANDLERS = ROOT + "handlers.";
    /** What stands before a stream, behind its group. */
    static final String STREAMS = ".streams.";
    /** What stands before the application's own keys. */
    static final String APP = ROOT + "app.";

    /** Printed for what has no value. */
    static final String NONE = "none";
    /** Printed for what the application's code says, or Headrace's own default. */
    static final String AS_IN_CODE = "as in code";

    static final Key<String> URI = new Key<>("headrace.redis.uri", Kind.TEXT, "redis://127.0.0.1:6379");
    static final Key<String> USERNAME = new Key<>("headrace.redis.username", Kind.TEXT, NONE);
    static final Key<String> PASSWORD = new Key<>("headrace.redis.password", Kind.SECRET, NONE);
    static final Key<Path> PASSWORD_FILE = new Key<>("headrace.redis.password-file", Kind.FILE, NONE);
    static final Key<Duration> COMMAND_TIMEOUT = new Key<>("headrace.redis.command-timeout", Kind.DURATION, "5s");
    static final Key<Duration> WAIT = new Key<>("headrace.redis.wait", Kind.DURATION, "0s");
    static final Key<Path> TRUST = new Key<>("headrace.redis.trust", Kind.FILE, NONE);
    static final Key<Path> CERTIFICATE = new Key<>("headrace.redis.certificate", Kind.FILE, NONE);
    static final Key<Path> KEY = new Key<>("headrace.redis.key", Kind.FILE, NONE);

    static final Key<String> NAME = new Key<>("headrace.worker.name", Kind.TEXT, AS_IN_CODE);
    static final Key<Duration> LEASE = new Key<>("headrace.worker.lease", Kind.DURATION, AS_IN_CODE);
    static final Key<Duration> DRAIN_TIMEOUT = new Key<>("headrace.worker.drain-timeout", Kind.DURATION, AS_IN_CODE);

    static final Key<Boolean> HTTP_ENABLED = new Key<>("headrace.http.enabled", Kind.FLAG, "true");
    static final Key<String> HTTP_HOST = new Key<>("headrace.http.host", Kind.TEXT, "127.0.0.1");
    static final Key<Integer> HTTP_PORT = new Key<>("headrace.http.port", Kind.PORT, "8080");

    /** All of them, in the order in which they are printed. */
    static final List<Key<?>> ALL = List.of(
            URI,
            USERNAME,
            PASSWORD,
            PASSWORD_FILE,
            COMMAND_TIMEOUT,
            WAIT,
            TRUST,
            CERTIFICATE,
            KEY,
            NAME,
            LEASE,
            DRAIN_TIMEOUT,
            HTTP_ENABLED,
            HTTP_HOST,
            HTTP_PORT);

    /** What only code decides, by the last part of the key, with where it does. */
    static final Map<String, String> CODE_ONLY = Map.of(
            "order", "HandlerOptions.order(…)",
            "start", "HandlerOptions.start(…)",
            "codec", "EventStream.of(name, codec)",
            "retention", "EventStream.retain(…)");

    private Keys() {}

    /** The key's environment variable. */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
