package io.headrace.redis;

import io.headrace.broker.Finding;
import io.headrace.error.ErrorCode;
import io.headrace.redis.Link.Request;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for what makes a server lose messages that it has confirmed, and for a clock that differs from this process's.
 * Three questions are asked, each by itself: one that the server refuses is a finding and hides no other.
 */
final class SelfCheck {
    private static final long TOLERATED_SKEW_MILLIS = 1000;
    private static final Pattern REPLICAS = Pattern.compile("connected_slaves:(\\d+)");

    private final Link link;
    private final String address;

    SelfCheck(Link link, Connector connector) {
        this.link = link;
        this.address = connector.address();
    }

    CompletableFuture<List<Finding>> findings() {
        CompletableFuture<Map<String, String>> settings = settings();
        return settings.thenApply(this::ofSettings)
                .exceptionally(unasked("Eviction and persistence", "CONFIG GET", "+config|get"))
                .thenCombine(ofReplicas(settings), SelfCheck::both)
                .thenCombine(ofClock(), SelfCheck::both);
    }

    private CompletableFuture<Map<String, String>> settings() {
        CommandArgs<byte[], byte[]> names = args().add("GET")
                .add("maxmemory-policy")
                .add("appendonly")
                .add("appendfsync")
                .add("save")
                .add("min-replicas-to-write");
        return ask("CONFIG GET", CommandType.CONFIG, names).thenApply(SelfCheck::pairs);
    }

    private List<Finding> ofSettings(Map<String, String> settings) {
        List<Finding> found = new ArrayList<>();
        String policy = settings.getOrDefault("maxmemory-policy", "");
        if (!policy.isEmpty() && !policy.equals("noeviction")) {
            String victims = policy.startsWith("volatile-")
                    ? "the ids that sendOnce remembers: a repeated send then lands twice"
                    : "any key, whole streams among them";
            found.add(new Finding(
                    ErrorCode.EVICTION,
                    address + " may evict what is needed",
                    "maxmemory-policy is " + policy + ", which removes " + victims,
                    "CONFIG SET maxmemory-policy noeviction"));
        }
        if (settings.getOrDefault("appendonly", "").equals("no")) {
            String save = settings.getOrDefault("save", "");
            found.add(forgetful(
                    "appendonly is no, so a restart loses "
                            + (save.isEmpty()
                                    ? "every message: there are no snapshots either"
                                    : "what was confirmed after the last snapshot, and save is \"" + save + "\""),
                    "CONFIG SET appendonly yes"));
        } else if (settings.getOrDefault("appendfsync", "").equals("no")) {
            found.add(forgetful(
                    "appendfsync is no, so a crash of the machine loses what the system had not written, 30 s or more",
                    "CONFIG SET appendfsync everysec"));
        }
        return found;
    }

    private Finding forgetful(String why, String fix) {
        return new Finding(ErrorCode.NOT_PERSISTENT, address + " does not keep all that it confirms", why, fix);
    }

    private CompletableFuture<List<Finding>> ofReplicas(CompletableFuture<Map<String, String>> settings) {
        return ask("INFO", CommandType.INFO, args().add("replication"))
                .thenApply(reply -> replicas(Replies.text(reply.get(0))))
                .thenCombine(settings.exceptionally(refused -> Map.of()), this::ofReplicas)
                .exceptionally(unasked("Replicas", "INFO", "+info"));
    }

    private List<Finding> ofReplicas(int replicas, Map<String, String> settings) {
        if (replicas == 0 || !settings.getOrDefault("min-replicas-to-write", "").equals("0")) {
            return List.of();
        }
        return List.of(new Finding(
                ErrorCode.UNGUARDED_FAILOVER,
                "A failover of " + address + " may lose confirmed messages",
                "it has " + replicas + (replicas == 1 ? " replica" : " replicas")
                        + ", but min-replicas-to-write is 0, so it goes on confirming when it is cut off from them",
                "CONFIG SET min-replicas-to-write 1"));
    }

    private CompletableFuture<List<Finding>> ofClock() {
        long before = System.currentTimeMillis();
        return ask("TIME", CommandType.TIME, args())
                .thenApply(reply -> ofClock(before, Replies.millis(reply), System.currentTimeMillis()))
                .exceptionally(unasked("The clock", "TIME", "+time"));
    }

    /** What the server's clock said between two looks at our own. */
    private List<Finding> ofClock(long before, long server, long after) {
        long ahead = server > after ? server - after : Math.min(0, server - before);
        if (Math.abs(ahead) <= TOLERATED_SKEW_MILLIS) {
            return List.of();
        }
        return List.of(new Finding(
                ErrorCode.CLOCK_SKEW,
                "The clock of " + address + " is not this machine's",
                String.format(
                        Locale.ROOT,
                        "it is %.1f s %s, so times of messages and times of retries do not compare",
                        Math.abs(ahead) / 1000.0,
                        ahead > 0 ? "ahead" : "behind"),
                "Let NTP set both"));
    }

    private Function<Throwable, List<Finding>> unasked(String what, String command, String permission) {
        return failure -> List.of(NotChecked.of(what, address, command, permission, failure));
    }

    private CompletableFuture<List<Object>> ask(String name, CommandType type, CommandArgs<byte[], byte[]> args) {
        return link.call(name, new Request<>(type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args));
    }

    private static CommandArgs<byte[], byte[]> args() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }

    private static Map<String, String> pairs(List<Object> reply) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            pairs.put(Replies.text(reply.get(i)), Replies.text(reply.get(i + 1)));
        }
        return pairs;
    }

    private static int replicas(String info) {
        Matcher matcher = REPLICAS.matcher(info);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static List<Finding> both(List<Finding> some, List<Finding> others) {
        List<Finding> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }
}
