package io.headrace.cli;

import io.headrace.message.MessageId;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** All verbs, in the order in which the help names them. */
final class Verbs {
    private Verbs() {}

    static void addTo(CommandLine line) {
        line.addSubcommand(new StreamsVerb());
        line.addSubcommand(new GroupsVerb());
        line.addSubcommand(new ConsumersVerb());
        line.addSubcommand(new PendingVerb());
        line.addSubcommand(new LagVerb());
        line.addSubcommand(new SendVerb());
        line.addSubcommand(new TailVerb());
        line.addSubcommand(new ShowVerb());
        line.addSubcommand(new DeadVerb());
        line.addSubcommand(new ReplaysVerb());
        line.addSubcommand(new RetriesVerbs());
        line.addSubcommand(new WorkerVerb());
        line.addSubcommand(new PauseVerb());
        line.addSubcommand(new ResumeVerb());
        line.addSubcommand(new ResetVerb());
        line.addSubcommand(new TrimVerb());
        line.addSubcommand(new DoctorVerb());
        line.addSubcommand(new DemoVerb());
        addHelp(line);
        line.registerConverter(Duration.class, new DurationConverter());
        line.registerConverter(Instant.class, new InstantConverter());
        line.registerConverter(MessageId.class, new MessageIdConverter());
    }

    private static void addHelp(CommandLine line) {
        for (CommandLine verb : line.getSubcommands().values()) {
            if (verb.getCommandSpec().findOption("--help") == null) {
                verb.getCommandSpec()
                        .addOption(OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Say how to write it, and do nothing.")
                                .build());
            }
            addHelp(verb);
        }
    }
}
