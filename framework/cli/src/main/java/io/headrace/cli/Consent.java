package io.headrace.cli;

import picocli.CommandLine.Option;

/** Before something is changed for good: a look at what would be, and a yes. */
final class Consent {
    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do it. Without this and without --dry-run nothing is done.")
    private boolean yes;

    /** Whether it is done without a look at what it would be. */
    boolean isSure() {
        return yes && !dryRun;
    }

    /** Whether to do it; if nobody said so, an error that says how. {@code what} is what would be done. */
    boolean isGiven(Screen screen, String what) {
        if (dryRun) {
            screen.say("Would " + what + ". Nothing was done.");
            return false;
        }
        if (!yes) {
            throw new UsageException(
                    "This would " + what + ". Repeat the command with --yes to do it. Nothing was done.");
        }
        return true;
    }
}
