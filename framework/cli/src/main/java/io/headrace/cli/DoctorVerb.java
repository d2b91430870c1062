package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.Diagnosis;
import io.headrace.broker.Finding;
import io.headrace.broker.Finding.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Examines a server. */
@Command(
        name = "doctor",
        description = {
            "Examines the server, its streams and groups: settings, memory, slow commands, backlogs, what is stuck or lost.",
            "Says what it found, why it matters, and the command that mends it. Changes nothing.",
        })
final class DoctorVerb extends Verb {
    @Option(
            names = "--check",
            description = "For monitoring: exit code 1 if there is a warning; advice does not count.")
    private boolean check;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "Keys that begin like this should expire; may be repeated.")
    private List<String> prefixes = List.of();

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Keys looked at for each prefix, at most. Default: ${DEFAULT-VALUE}.")
    private int sample = 10_000;

    @Option(
            names = "--between",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "Time between the two looks at backlogs. Default: ${DEFAULT-VALUE}.")
    private Duration between = Duration.ofSeconds(2);

    @Override
    int run(Headrace headrace, Screen screen) {
        Diagnosis request = Diagnosis.DEFAULTS.prefixes(prefixes).sample(sample).between(between);
        List<Finding> findings = headrace.diagnose(
                screen.isJson() ? request : request.progress(words -> screen.say("Looks at " + words)));
        long warnings = findings.stream()
                .filter(finding -> finding.severity() == Severity.WARNING)
                .count();
        if (screen.isJson()) {
            screen.show(listing(findings), "");
        } else {
            findings.forEach(finding -> show(finding, screen));
            screen.say(String.format(Locale.ROOT, "%nWarnings: %d. Advice: %d.", warnings, findings.size() - warnings));
        }
        return check && warnings > 0 ? FAILED : DONE;
    }

    private static void show(Finding finding, Screen screen) {
        screen.say("");
        screen.say((finding.severity() == Severity.WARNING ? "WARNING  " : "advice   ")
                + finding.code().code()
                + ' '
                + Listing.line(finding.what()));
        screen.say("  why    " + Listing.line(finding.why()));
        screen.say("  mend   " + Listing.line(finding.fix()));
    }

    private static Listing listing(List<Finding> findings) {
        Listing listing = new Listing(
                Column.text("SEVERITY", "severity"),
                Column.text("CODE", "code"),
                Column.text("WHAT", "what"),
                Column.text("WHY", "why"),
                Column.text("MEND", "mend"));
        findings.forEach(finding -> listing.row(
                finding.severity().name(), finding.code().code(), finding.what(), finding.why(), finding.fix()));
        return listing;
    }
}
