package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.retry.Reject;
import io.headrace.testkit.RedisExtension;
import io.headrace.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The snippets of the guide to connecting, and the permissions that it lists. */
class ConnectSnippetsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());

    /** A command of a script, with the subcommand of those that have some. */
    private static final Pattern COMMAND =
            Pattern.compile("redis\\.p?call\\('(\\w+)'(?:(?<='XGROUP'|'XINFO'|'MEMORY'), '(\\w+)')?");

    @AfterEach
    void removeUser() {
        REDIS.server().command("ACL", "DELUSER", "app");
    }

    @Test
    void options_connect() {
        REDIS.server().command("ACL", "SETUSER", "app", "on", ">secret", "~*", "+@all");
        String uri = REDIS.uri();
        String password = "secret";
        MetricRegistry registry = new MetricRegistry();

        // snippet: connect-options
        Headrace headrace = Headrace.connect(
                uri,
                options -> options.credentials("app", password)
                        .commandTimeout(Duration.ofSeconds(2))
                        .metrics(registry));
        // end

        assertThat(headrace.sender(ORDERS).send("x").join()).isNotNull();
        headrace.close();
    }

    @Test
    void tls_connects() {
        try (RedisServer server = RedisServer.start(options -> options.tls().config("tls-auth-clients", "yes"))) {
            String uri = server.uri();
            Path authority = server.certificate();
            Path certificate = server.certificate();
            Path key = server.key();

            // snippet: connect-tls
            Headrace headrace =
                    Headrace.connect(uri, options -> options.trust(authority).clientCertificate(certificate, key));
            // end

            assertThat(headrace.sender(ORDERS).send("x").join()).isNotNull();
            headrace.close();
        }
    }

    @Test
    void memory_needsNoServer() {
        Set<String> seen = ConcurrentHashMap.newKeySet();

        // snippet: connect-memory
        try (Headrace headrace = Headrace.connect("memory:orders-test")) {
            headrace.worker("billing")
                    .on(ORDERS, (order, context) -> seen.add(order))
                    .start();
            headrace.sender(ORDERS).send("A-1").join();
            await().until(() -> seen.contains("A-1"));
        }
        // end
    }

    @Test
    void failure_hasACode() {
        String uri = "redis://app:wrong@" + REDIS.uri().substring("redis://".length());
        String advice = "";

        // snippet: connect-error
        try (Headrace headrace = Headrace.connect(uri)) {
            headrace.sender(ORDERS).send("A-1").join();
        } catch (HeadraceException failure) {
            if (failure.code() == ErrorCode.AUTHENTICATION) {
                advice = "ask for the new password";
            }
        }
        // end

        assertThat(advice).isEqualTo("ask for the new password");
    }

    @Test
    void listedPermissions_areEnough() {
        REDIS.server().command(Permissions.rule().toArray(String[]::new));
        REDIS.server().command("ACL", "LOG", "RESET");
        Set<String> seen = ConcurrentHashMap.newKeySet();

        try (Headrace headrace = Headrace.connect(
                REDIS.uri(), options -> options.credentials("app", "secret").commandTimeout(Duration.ofSeconds(5)))) {
            Worker worker = headrace.worker("billing")
                    .on(ORDERS, (order, context) -> {
                        if (order.equals("bad")) {
                            throw Reject.because("bad");
                        }
                        if (order.equals("later") && context.attempt() == 1) {
                            throw new IllegalStateException("later");
                        }
                        context.emit(BILLS, order);
                        seen.add(order);
                    })
                    .start();
            List.of("good", "later", "bad")
                    .forEach(order -> headrace.sender(ORDERS).send(order).join());
            DeadLetters<String> dead = headrace.deadLetters(ORDERS, "billing");
            await().until(() -> dead.size() == 1);
            headrace.sender(ORDERS).sendOnce("A-1", "good").join();
            dead.replay(dead.list(1).get(0).id(), order -> "repaired");
            await().until(() -> seen.containsAll(List.of("good", "later", "repaired")));
            REDIS.server().command("CLIENT", "KILL", "TYPE", "normal");
            await().until(() -> !sendFails(headrace));
            await().until(() -> seen.contains("after"));
            worker.close();
        }

        assertThat(refused()).isSubsetOf("config|get", "info");
    }

    @Test
    void listedPermissions_coverEveryScript() {
        List<String> commands = Repository.luaFiles().stream()
                .map(Repository::read)
                .flatMap(script -> COMMAND.matcher(script).results())
                .map(call -> call.group(2) == null ? call.group(1) : call.group(1) + "|" + call.group(2))
                .map(command -> "+" + command.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();

        assertThat(commands).contains("+xack", "+xgroup|create");
        assertThat(Permissions.commands())
                .containsAll(commands.stream()
                        .filter(command -> !Permissions.operatorRule().contains(command))
                        .toList());
    }

    /** What users were not allowed to do since the log was reset. */
    private static List<String> refused() {
        List<?> entries = (List<?>) REDIS.server().command("ACL", "LOG");
        return entries.stream()
                .map(entry -> (List<?>) entry)
                .map(entry -> (String) entry.get(entry.indexOf("object") + 1))
                .toList();
    }

    private static boolean sendFails(Headrace headrace) {
        return headrace.sender(ORDERS)
                .send("after")
                .handle((id, failure) -> failure != null)
                .join();
    }
}
