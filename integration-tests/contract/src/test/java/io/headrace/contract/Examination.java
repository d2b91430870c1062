package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Broker;
import io.headrace.broker.ConnectOptions;
import io.headrace.broker.Diagnosis;
import io.headrace.broker.Finding;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Thresholds;
import io.headrace.error.ErrorCode;
import io.headrace.message.Start;
import io.headrace.testkit.RedisServer;
import io.headrace.testkit.ServerOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Examines a server, and does what findings advise. */
final class Examination {
    /** Two looks at once; how fast this machine is at the moment does not matter. */
    static final Diagnosis REQUEST =
            Diagnosis.DEFAULTS.between(Duration.ZERO).thresholds(Thresholds.DEFAULTS.roundTrip(Duration.ofMinutes(1)));

    static final GroupRef BILLING = new GroupRef("orders", "billing");

    private final RedisServer server;

    Examination(RedisServer server) {
        this.server = server;
    }

    /** A server that has no findings, however slow this machine is. */
    static ServerOptions safe(ServerOptions options) {
        return options.config("appendonly", "yes").config("slowlog-log-slower-than", "-1");
    }

    static Diagnosis judgedBy(UnaryOperator<Thresholds> change) {
        return REQUEST.thresholds(change.apply(REQUEST.thresholds()));
    }

    /** Runs this when what is looked at begins so, and after whatever was looked at before. */
    static Diagnosis at(Diagnosis request, String beginning, Runnable action) {
        return request.progress(words -> {
            if (words.startsWith(beginning)) {
                action.run();
            }
        });
    }

    List<Finding> findings(Diagnosis request) {
        return findings(server.uri(), request);
    }

    static List<Finding> findings(String uri, Diagnosis request) {
        try (Broker broker = RedisUnderTest.provider().connect(uri, ConnectOptions.DEFAULTS)) {
            return Broker.await(broker.diagnose(request));
        }
    }

    List<Finding> findings(ErrorCode code, Diagnosis request) {
        return findings(request).stream()
                .filter(finding -> finding.code() == code)
                .toList();
    }

    /** The only one with this code. */
    Finding finding(ErrorCode code, Diagnosis request) {
        List<Finding> found = findings(code, request);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    void openGroup() {
        try (Broker broker = RedisUnderTest.provider().connect(server.uri(), ConnectOptions.DEFAULTS)) {
            broker.openGroup(BILLING, Start.earliest()).join();
        }
    }

    void addEntries(int count) {
        for (int i = 0; i < count; i++) {
            command("XADD", "orders", "*", "data", "x");
        }
    }

    /** Runs the command in the finding's fix that begins so. */
    Object mend(Finding finding, String beginning) {
        Matcher command = Pattern.compile(beginning + "[^;,]*?(?=;|,| and |$)").matcher(finding.fix());
        assertThat(command.find()).as(finding.fix()).isTrue();
        return command(command.group().strip().split(" "));
    }

    Object command(String... words) {
        return server.command(Arrays.copyOf(words, words.length));
    }

    String address() {
        return "127.0.0.1:" + server.port();
    }
}
