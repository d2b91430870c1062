package io.headrace.cli;

import io.headrace.message.MessageId;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine;

/** All verbs, in the order in which the help names them. */
final class Verbs {
    private Verbs() {}

    static void addTo(CommandLine line) {
        line.addSubcommand(new StreamsVerb());
        line.addSubcommand(new DeadVerb());
        line.addSubcommand(new ReplaysVerb());
        line.addSubcommand(new WorkerVerb());
        line.addSubcommand(new DoctorVerb());
        line.addSubcommand(new DemoVerb());
        line.registerConverter(Duration.class, new DurationConverter());
        line.registerConverter(Instant.class, new InstantConverter());
        line.registerConverter(MessageId.class, new MessageIdConverter());
    }
}
